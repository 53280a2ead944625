#pragma once

#include <catch2/catch_message.hpp>
#include <initializer_list>
#include <string>

/// The message of the Error that f throws.
template <class Error, class F>
std::string message_of(F&& f) {
  try {
    f();
  } catch (const Error& e) {
    return e.what();
  }
  return "nothing was thrown";
}

/// Whether a message says all of this.
inline bool mentions(const std::string& message, std::initializer_list<const char*> parts) {
  for (const char* part : parts) {
    if (message.find(part) == std::string::npos) {
      UNSCOPED_INFO("\"" << message << "\" does not say " << part);
      return false;
    }
  }
  return true;
}

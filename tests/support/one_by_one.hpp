#pragma once

#include <sylva/array/executor.hpp>

/// The way of a device, on the host: items one by one, scalar by scalar, findings joined pair by pair. Tests
/// run by it what only a device would run.
struct one_by_one {
  static constexpr const char* name = "one_by_one";
};

template <>
struct sylva::executor<one_by_one> {
  template <class Space>
  static constexpr bool reaches = std::same_as<Space, sylva::host_space>;
  static constexpr bool by_item = true;

  template <class Work>
  static void run(const one_by_one&, const Work& work) {
    static_assert(std::is_trivially_copyable_v<Work>);
    for (sylva::index_t i = 0; i < work.items(); ++i) work(i);
  }
  template <class Work>
  static typename Work::finding reduce(const one_by_one&, const Work& work) {
    const auto find = [&] {
      typename Work::finding found{};
      for (sylva::index_t i = 0; i < work.items(); ++i) {
        typename Work::finding mine{};
        if constexpr (sylva::noticing_work<Work>) {
          work.look(i, mine);
        } else {
          work(i, mine);
        }
        work.join(found, mine);
      }
      return found;
    };
    if constexpr (sylva::noticing_work<Work>) {
      const auto notice = [&] {
        sylva::index_t noticed = 0;
        for (sylva::index_t i = 0; i < work.items(); ++i) noticed += work.notices(i) ? 1 : 0;
        return noticed;
      };
      return sylva::found_where_noticed(work, notice, find);
    } else {
      return find();
    }
  }
  static void wait(const one_by_one&) {}
};

#include "input_arguments.hpp"

#include "option_checks.hpp"
#include "text.hpp"

namespace sylva::examples {

source_options input_arguments::of_source() const {
  source_options out{missing, {}, stamp_position::unsaid, {}};
  for (const auto& [name, theirs] : assignments("--rename", rename)) {
    if (name == "time") out.time = theirs;
  }
  if (!calendar.empty()) {
    out.calendar = calendar_of(lower(calendar));
    if (!out.calendar) fail("--calendar: '", shown(calendar), "' is unknown; there are ", calendar_names);
  }
  if (stamp == "start") {
    out.stamp = stamp_position::start;
  } else if (stamp == "middle") {
    out.stamp = stamp_position::middle;
  } else if (stamp == "end") {
    out.stamp = stamp_position::end;
  } else if (!stamp.empty()) {
    fail("--stamp: '", shown(stamp), "' is unknown; there are start, middle, end");
  }
  return out;
}

input_options input_arguments::of_inputs() const {
  input_options out{assignments("--rename", rename), numbers_assigned("--set", set),
                    assignments("--units", units), accept_units};
  std::erase_if(out.rename, [](const auto& pair) { return pair.first == "time"; });  // see of_source
  check_constants(out.constants);
  return out;
}

void add_input_options(CLI::App& app, input_arguments& given, const input_option_examples& examples) {
  app.add_option("--rename", given.rename,
                 "names in the file that are not sylva's, as " + examples.rename +
                     "; time=NAME is the column of a CSV file that has the dates")
      ->allow_extra_args(false);
  if (!examples.set.empty()) {
    app.add_option("--set", given.set, "one value for all cells, in sylva's units, as " + examples.set)
        ->allow_extra_args(false);
  }
  app.add_option("--units", given.units,
                 "units of the values in the file, instead of those that it declares, as " + examples.units)
      ->allow_extra_args(false);
  app.add_flag("--accept-units", given.accept_units, "accept values that look like another unit");
  app.add_option("--missing", given.missing,
                 "numbers that mean a missing value, several separated by commas: -9999,-6999")
      ->delimiter(',')
      ->check(number_in(finite_numbers))
      ->allow_extra_args(false);
  app.add_option("--calendar", given.calendar,
                 text("of the times in the file, instead of the one that it declares: ", calendar_names));
  app.add_option(
      "--stamp", given.stamp,
      "start, middle or end: the time of its interval that a value is stamped with, if the file has no "
      "bounds");
}

}  // namespace sylva::examples

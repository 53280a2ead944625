#include "inputs.hpp"

#include <algorithm>
#include <limits>

#include "cell_methods.hpp"
#include "text.hpp"

namespace sylva::examples {
namespace {

template <class T>
const T* find_pair(const std::vector<std::pair<std::string, T>>& pairs, const std::string& name) {
  for (const auto& [key, value] : pairs) {
    if (key == name) return &value;
  }
  return nullptr;
}

std::vector<std::string> names_of(const std::vector<input_need>& needs) {
  std::vector<std::string> names;
  for (const input_need& need : needs) names.push_back(need.name);
  return names;
}

template <class T>
void check_names(const std::vector<std::pair<std::string, T>>& pairs, const std::vector<input_need>& needs,
                 const char* option) {
  for (const auto& [name, value] : pairs) {
    const auto same = [&](const input_need& need) { return need.name == name; };
    if (std::none_of(needs.begin(), needs.end(), same)) {
      fail(option, ": '", shown(name), "' is not an input of this run; its inputs are ",
           joined(names_of(needs)));
    }
  }
}

constexpr const char* ppfd_unit = "umol m-2 s-1";

/// Whether a column without a unit has a name of short-wave radiation [W m-2].
bool is_named_as_radiation(const std::string& path) {
  const std::string name = lower(path.substr(path.rfind('/') + 1));
  constexpr std::string_view names[] = {"rsds", "ssrd", "swdown", "srad", "rg",
                                        "rg_f", "ghi",  "dswrf",  "fsds"};
  return name.starts_with("sw_in") || std::find(std::begin(names), std::end(names), name) != std::end(names);
}

/// Where the unit of a radiation stands for that of ppfd: how to take the one for the other.
std::string ppfd_of_radiation(const std::string& unit) {
  constexpr std::pair<const char*, const char*> known[] = {
      {"W m-2", ppfd_unit},           {"J m-2 h-1", "umol m-2 h-1"}, {"J m-2 d-1", "umol m-2 d-1"},
      {"kJ m-2 d-1", "mmol m-2 d-1"}, {"MJ m-2 d-1", "mol m-2 d-1"}, {"MJ m-2 h-1", "mol m-2 h-1"},
      {"J m-2", "umol m-2 h-1"}};
  for (const auto& [radiation, photons] : known) {
    const auto convert = convert_units(unit, radiation).convert;
    if (!convert || !convert->is_identity()) continue;
    const bool no_time = radiation == std::string_view("J m-2");
    return text(no_time ? "radiation in an hour" : "radiation",
                "; 2.04 umol of photons a joule: --units 'ppfd=2.04 ", photons, "'");
  }
  return convert_units(unit, "W m-2").convert ? "radiation; 2.04 umol of photons are a joule" : "";
}

/// Inputs that are ratios of volumes, amounts or pressures, and what makes one of a ratio of masses.
constexpr struct {
  const char *input, *remedy;
} not_of_masses[] = {
    {"co2", "a mass fraction; multiplied by 28.96/44.01 it is a mole fraction"},
    {"rh", "a specific humidity is no relative humidity"},
    {"theta", "a gravimetric water content; multiplied by bulk density/1000 kg m-3 it is theta"}};

/// Reads a unit as the input's own.
unit_reading read_unit(const input_need& need, const std::string& said) {
  for (const auto& [input, remedy] : not_of_masses) {
    if (need.name == input && is_mass_fraction(said)) return {{}, remedy, {}};
  }
  return convert_units(said, need.units);
}

}  // namespace

input_reader::input_reader(source& from, std::vector<input_need> needs, const input_options& options)
    : from_(from), needs_(std::move(needs)) {
  check_names(options.rename, needs_, "--rename");
  check_names(options.constants, needs_, "--set");
  check_names(options.units, needs_, "--units");
  for (const input_need& need : needs_) {
    inputs_.push_back(bind(need, options));
    input& in = inputs_.back();
    const std::string warning = check_cell_methods(need, in.from, in.declared);
    if (!warning.empty()) warnings_.push_back(warning);
  }
  choose_dims();
}

input_reader::input input_reader::bind(const input_need& need, const input_options& options) const {
  input in;
  const double* constant = find_pair(options.constants, need.name);
  const std::string* renamed = find_pair(options.rename, need.name);
  const std::string* unit = find_pair(options.units, need.name);
  if (constant && renamed)
    fail("'", need.name, "' is given by --set and by --rename; allowed is one of them");
  if (constant && unit) {
    fail("--units: '", need.name, "' is given by --set, which takes ", need.units,
         "; --units is for values of the file");
  }
  const std::string name = renamed ? *renamed : need.name;
  const auto found = constant ? std::optional<variable>{} : from_.find(name);
  if (constant || (!found && !renamed && need.otherwise)) {
    in.constant = true;
    in.values = {constant ? *constant : *need.otherwise};
    in.origin = text(need.units, constant ? " [--set]" : " [assumed]");
    in.description =
        text(need.name, " = ", in.values[0], ' ', need.units == "1" ? in.origin.substr(2) : in.origin);
    return in;
  }
  if (!found) {
    for (const char* geopotential : {"z", "orog"}) {
      const auto v = need.name == "elevation" ? from_.find(geopotential) : std::optional<variable>{};
      if (!v || !convert_units(v->units, "m2 s-2").convert) continue;
      fail(from_.path(), ": there is no variable '", shown(name), "' for the input elevation [m], but '",
           v->name, "' is a geopotential [", shown(v->units), "]: --rename elevation=", v->name,
           " --units 'elevation=0.1019716 m'");
    }
    const std::string problem =
        text(from_.path(), ": there is no variable '", shown(name), "' for the input ", need.name, " [",
             need.units, "]", from_.suggestion(name), "; there are: ");
    const std::string remedy = text(". --rename ", need.name, "=THEIRS takes one of them, --set ", need.name,
                                    "=VALUE one value for all cells");
    fail(problem,
         some_of(from_.names(), {name, need.name, need.standard_name}, problem.size() + remedy.size()),
         remedy);
  }
  in.from = *found;
  const bool declared = unit || !in.from.units.empty();
  const std::string& said = unit ? *unit : in.from.units;
  std::string same_by;
  if (declared) {
    unit_reading reading = read_unit(need, said);
    for (const std::string& same : need.same_as) {
      if (reading.convert) break;
      reading.convert = convert_units(said, same).convert;
      if (reading.convert && !need.same_by.empty()) same_by = ", " + need.same_by;
    }
    if (!reading.convert && need.name == "ppfd") reading.remedy = ppfd_of_radiation(said);
    if (!reading.convert) {
      const std::string whose =
          unit ? text("--units: the unit '", shown(said), "' of '", need.name, "'")
               : text(from_.path(), ": '", shown(name), "' has the unit '", shown(said), "', which");
      fail(
          whose, " is not understood for ", need.name,
          reading.remedy.empty() ? "" : text(" (", reading.remedy, ")"), "; allowed are ", need.units,
          need.accepted.empty() ? "" : ", ", need.accepted,
          unit || (!reading.remedy.empty() && reading.unit.empty())
              ? ""
              : text("; --units ", need.name, "=", reading.unit.empty() ? "UNIT" : reading.unit, " says it"));
    }
    in.convert = *reading.convert;
    in.declared = said;
  } else if (need.name == "ppfd" && is_named_as_radiation(name) && !options.accept_units) {
    fail(from_.path(), ": '", shown(name), "' has the name of a radiation [W m-2], is wanted as ppfd [",
         need.units, "], and declares no unit: --units 'ppfd=2.04 umol m-2 s-1' if it is in W m-2; ",
         "--accept-units if it is in ", need.units);
  } else if (need.name == "gpp" && name.starts_with("GPP_") && !options.accept_units) {
    fail(from_.path(), ": '", shown(name),
         "' declares no unit, and names of FLUXNET do not tell it: --units ",
         "'gpp=umol m-2 s-1' for hours and half-hours, 'gpp=g m-2 d-1' for days; --accept-units if it is in ",
         need.units);
  }
  in.origin = declared ? shown(said) : need.units;
  if (!declared) {
    in.origin += " [assumed, none declared]";
  } else if (!unit) {
    in.origin += " [file]";
  } else if (in.from.units.empty() || in.from.units == *unit) {
    in.origin += " [--units]";
  } else {
    in.origin += text(" [--units; the file says ", shown(in.from.units), "]");
  }
  in.description = text(need.name, renamed ? text(" from ", shown(name)) : "", ": ", in.origin, same_by);
  return in;
}

void input_reader::choose_dims() {
  const input* widest = nullptr;
  for (const input& in : inputs_) {
    if (!in.constant && (!widest || in.from.dims.size() > widest->from.dims.size())) widest = &in;
  }
  if (!widest) {
    fail(from_.path(), ": nothing is taken from this file, all inputs are given by --set");
  }
  dims_ = widest->from.dims;
  for (std::size_t i = 0; i < dims_.size(); ++i) {
    if (std::count(dims_.begin(), dims_.end(), dims_[i]) > 1) {
      fail(from_.path(), ": '", widest->from.name, "' has the dimension '", from_.dims()[dims_[i]].name,
           "' twice");
    }
  }
  // A dimension that only lesser inputs have (co2 by year beside maps) becomes the slowest.
  for (const input& in : inputs_) {
    for (const std::size_t dim : in.from.dims) {
      if (!in.constant && std::find(dims_.begin(), dims_.end(), dim) == dims_.end())
        dims_.insert(dims_.begin(), dim);
    }
  }
  for (const std::size_t dim : dims_) {
    sizes_.push_back(from_.dims()[dim].size);
    if (sizes_.back() == 0)
      fail(from_.path(), ": there are no cells, dimension '", from_.dims()[dim].name, "' has length 0");
  }
  // reads the coordinates, so that errors in them are found before any output
  for (std::string& note : from_.notes(dims_)) warnings_.push_back(std::move(note));
}

std::size_t input_reader::cells() const { return block{{}, sizes_}.cells(); }

std::vector<variable> input_reader::used() const {
  std::vector<variable> all;
  for (const input& in : inputs_) {
    if (!in.constant) all.push_back(in.from);
  }
  return all;
}

std::vector<block> input_reader::plan(std::size_t budget, bool in_order) const {
  std::vector<std::size_t> chunk(dims_.size(), 1);
  for (const input& in : inputs_) {
    if (in_order || in.constant || in.from.dims.size() != dims_.size()) continue;
    const auto theirs = from_.chunks(in.from);
    for (std::size_t i = 0; i < theirs.size(); ++i) {
      const auto at = std::find(dims_.begin(), dims_.end(), in.from.dims[i]) - dims_.begin();
      chunk[static_cast<std::size_t>(at)] = theirs[i];
    }
    break;
  }
  return plan_blocks(sizes_, chunk, budget);
}

void input_reader::read(const block& where) {
  for (input& in : inputs_) {
    if (in.constant) continue;
    read_raw(in, where);
    if (in.from.dims.empty()) {
      in.values = in.raw;
    } else if (in.from.dims == dims_) {
      in.values.swap(in.raw);
      in.raw_box = {};
    } else {
      spread(in, where);
    }
  }
}

block input_reader::part_of(const block& where, const variable& v) const {
  block box;
  for (const std::size_t dim : v.dims) {
    const auto at = static_cast<std::size_t>(std::find(dims_.begin(), dims_.end(), dim) - dims_.begin());
    box.start.push_back(where.start[at]);
    box.count.push_back(where.count[at]);
  }
  return box;
}

void input_reader::read_raw(input& in, const block& where) const {
  block box = part_of(where, in.from);
  // A map that repeats along time is read once.
  if (!in.raw.empty() && box.start == in.raw_box.start && box.count == in.raw_box.count) return;
  from_.read(in.from, box, in.raw);
  in.raw_box = std::move(box);
  if (!in.convert.is_identity()) {
    for (double& value : in.raw) value = in.convert(value);
  }
}

void input_reader::spread(input& in, const block& where) const {
  const std::size_t rank = dims_.size();
  std::vector<std::size_t> stride(rank, 0);  // in raw, for each common dimension; 0 repeats
  std::size_t step = 1;
  for (std::size_t i = in.from.dims.size(); i-- > 0;) {
    const auto at = std::find(dims_.begin(), dims_.end(), in.from.dims[i]) - dims_.begin();
    stride[static_cast<std::size_t>(at)] = step;
    step *= in.raw_box.count[i];
  }
  in.values.resize(where.cells());
  std::vector<std::size_t> index(rank, 0);
  const std::size_t inner = where.count[rank - 1], inner_stride = stride[rank - 1];
  std::size_t offset = 0;
  for (std::size_t out = 0; out < in.values.size(); out += inner) {
    for (std::size_t i = 0; i < inner; ++i) in.values[out + i] = in.raw[offset + i * inner_stride];
    for (std::size_t d = rank - 1; d-- > 0;) {
      offset += stride[d];
      if (++index[d] < where.count[d]) break;
      offset -= stride[d] * index[d];
      index[d] = 0;
    }
  }
}

std::vector<std::string> input_reader::lines() const {
  std::vector<std::string> out;
  const auto read =
      std::find_if(inputs_.begin(), inputs_.end(), [](const input& in) { return !in.constant; });
  const std::string& codes = read->from.missing_codes;
  const bool same = std::all_of(inputs_.begin(), inputs_.end(), [&](const input& in) {
    return in.constant || in.from.missing_codes == codes;
  });
  for (const input& in : inputs_) {
    out.push_back((out.empty() ? "inputs    " : "          ") + in.description);
    if (!same && !in.from.missing_codes.empty()) out.back() += ", missing " + in.from.missing_codes;
  }
  if (same && !codes.empty()) out.push_back("missing   " + codes);
  if (!from_.note().empty()) out.push_back("text      " + from_.note());
  for (const std::string& warning : warnings_) out.push_back("warning   " + warning);
  return out;
}

}  // namespace sylva::examples

#pragma once

#include <optional>
#include <sylva/array/names.hpp>
#include <sylva/array/transform.hpp>
#include <sylva/models/errors.hpp>
#include <sylva/models/input_finding.hpp>
#include <sylva/models/required_inputs.hpp>
#include <sylva/pmodel/gpp.hpp>

namespace sylva {

/// The methods of a P-model by name: 8 x 3 x 3 x 2 of them, times soil stress and the properties of water.
struct pmodel_options {
  std::string optimal_chi = "prentice14";
  std::string jmax = "wang17";
  std::string kphio = "temperature";
  std::string arrhenius = "simple";
  std::string soil_stress = "none";
  std::string viscosity = "huber_fisher";
  /// Reproduces pyrealm 2.0.0 where sylva departs from it: gammastar and kmm ignore a changed gas constant,
  /// and NaN soil moisture means no stocker stress.
  bool pyrealm_compatible = false;
};

/// The method lists that pmodel chooses from. To add your own, derive, and name a longer one_of:
///   struct mine : sylva::pmodel_methods<double> {
///     using optimal_chi = sylva::one_of<sylva::pmodel::optimal_chi_prentice14<double>, my_optimal_chi>;
///   };
///   sylva::pmodel_model<double, mine> model{{.optimal_chi = "my_name"}};
/// A method that needs inputs of its own names them in `required`. They are members of a struct derived from
/// pmodel::forcing, which the list names too; the method finds them in the leaf environment, as `e.inputs`
/// (a soil stress takes the struct itself; a Jmax limitation takes mj alone, and has none):
///   template <class T>
///   struct my_forcing : sylva::pmodel::forcing<T> {
///     T leaf_n;                                    // and zip and names of all members
///     ...
///     struct added {
///       static constexpr const char* names[] = {"leaf_n"};
///     };
///     static constexpr auto& names = sylva::joined_names<sylva::pmodel::forcing<T>, added>;
///   };
///   struct mine : sylva::pmodel_methods<double> {
///     template <class T>
///     using forcing = my_forcing<T>;
///     using kphio = sylva::one_of<sylva::pmodel::quantum_yield_temperature<double>, my_kphio>;
///   };
/// Ranges of such inputs, if they have any, are in the table that the model is given.
template <std::floating_point Real>
struct pmodel_methods {
  template <class T>
  using forcing = pmodel::forcing<T>;
  using optimal_chi =
      one_of<pmodel::optimal_chi_prentice14<Real>, pmodel::optimal_chi_prentice14_rootzonestress<Real>,
             pmodel::optimal_chi_lavergne20_c3<Real>, pmodel::optimal_chi_c4<Real>,
             pmodel::optimal_chi_c4_rootzonestress<Real>, pmodel::optimal_chi_c4_no_gamma<Real>,
             pmodel::optimal_chi_c4_no_gamma_rootzonestress<Real>, pmodel::optimal_chi_lavergne20_c4<Real>>;
  using jmax = one_of<pmodel::jmax_wang17<Real>, pmodel::jmax_smith19<Real>, pmodel::jmax_none<Real>>;
  using kphio = one_of<pmodel::quantum_yield_temperature<Real>, pmodel::quantum_yield_fixed<Real>,
                       pmodel::quantum_yield_sandoval<Real>>;
  using arrhenius = one_of<pmodel::arrhenius_simple<Real>, pmodel::arrhenius_kattge_knorr<Real>>;
  using soil_stress = one_of<pmodel::soil_stress_none<Real>, pmodel::soil_stress_stocker<Real>,
                             pmodel::soil_stress_mengoli<Real>>;
  using viscosity = one_of<water_viscosity_huber<Real>, water_viscosity_huber<Real, water_density_chen<Real>>,
                           water_viscosity_simple<Real>>;
};

namespace detail {

template <class Choice>
struct first_of;
template <class M, class... Ms>
struct first_of<one_of<M, Ms...>> {
  using type = M;
};

}  // namespace detail

/// The standard P-model with methods chosen at run time (pyrealm: PModel). The kernel holds all methods and
/// the choice is the same for every element; who knows the methods at compile time lifts
/// pmodel::pmodel_kernel itself. The methods that come first in their lists are the most used: for these
/// together there is a second kernel that holds no others, and is faster.
template <std::floating_point Real = double, class Methods = pmodel_methods<Real>>
class pmodel_model {
 public:
  template <class T>
  using forcing = typename Methods::template forcing<T>;
  using kernel_type = pmodel::pmodel_kernel<Real, typename Methods::optimal_chi, typename Methods::jmax,
                                            typename Methods::kphio, typename Methods::arrhenius,
                                            typename Methods::soil_stress, typename Methods::viscosity>;
  using first_kernel_type =
      pmodel::pmodel_kernel<Real, typename detail::first_of<typename Methods::optimal_chi>::type,
                            typename detail::first_of<typename Methods::jmax>::type,
                            typename detail::first_of<typename Methods::kphio>::type,
                            typename detail::first_of<typename Methods::arrhenius>::type,
                            typename detail::first_of<typename Methods::soil_stress>::type,
                            typename detail::first_of<typename Methods::viscosity>::type>;
  template <class Space = host_space>
  using inputs = typename Methods::template forcing<argument<Real, Space>>;
  template <class Space = host_space>
  using outputs = pmodel::productivity<result<Real, Space>>;

  /// Throws unknown_method for a name that no method has, and missing_input for a method that requires a
  /// variable that the inputs do not have.
  explicit pmodel_model(const pmodel_options& options = {}, const core_constants<Real>& core = {},
                        const pmodel::pmodel_constants<Real>& constants = {},
                        const range_table& ranges = variable_ranges())
      : ranges_(ranges), default_kphio_(constants.maximum_phi0) {
    using viscosity_type = typename Methods::viscosity;
    auto viscosity = viscosity_type::from(core);
    first_kernel_ = first_kernel_type::from(core, constants, viscosity.method);
    choose(viscosity, "viscosity", options.viscosity);
    kernel_ = kernel_type::from(core, constants, viscosity);
    choose(kernel_.chi, "optimal_chi", options.optimal_chi);
    choose(kernel_.jmax, "jmax", options.jmax);
    choose(kernel_.quantum_yield, "kphio", options.kphio);
    choose(kernel_.vcmax_response, "arrhenius", options.arrhenius);
    choose(kernel_.jmax_response, "arrhenius", options.arrhenius);
    choose(kernel_.soil, "soil_stress", options.soil_stress);
    required_ = detail::required_by(kernel_);
    const std::vector<std::string> have = member_names<forcing<char>>();
    for (const auto& [variable, method] : required_) {
      if (std::find(have.begin(), have.end(), variable) == have.end()) {
        throw missing_input(method + " needs " + variable + ", which is not among the inputs " +
                            list_of(have) + ": give the methods a struct of inputs that has it");
      }
    }
    if (options.pyrealm_compatible) {
      first_kernel_.reset();
      kernel_.environment.kinetics_gas_constant = Real(8.3145);
      kernel_.soil.for_each([](int, auto& m) {
        if constexpr (requires { m.missing_is_unstressed; }) m.missing_is_unstressed = true;
      });
    }
  }

  /// The names of the variables that the chosen methods cannot do without.
  std::vector<std::string> required_inputs() const {
    std::vector<std::string> names = {"tc", "vpd", "co2", "patm"};
    for (const auto& [name, method] : required_) {
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
    return names;
  }

  /// The names of the methods that an option has, the default first.
  static std::vector<std::string> known(std::string_view option) {
    if (option == "optimal_chi") return names_of(typename Methods::optimal_chi{});
    if (option == "jmax") return names_of(typename Methods::jmax{});
    if (option == "kphio") return names_of(typename Methods::kphio{});
    if (option == "arrhenius") return names_of(typename Methods::arrhenius{});
    if (option == "soil_stress") return names_of(typename Methods::soil_stress{});
    if (option == "viscosity") return names_of(typename Methods::viscosity{});
    throw std::invalid_argument("no option " + std::string(option) +
                                ", there are optimal_chi, jmax, kphio, arrhenius, soil_stress, viscosity");
  }

  /// The kernel with its choices, for who lifts it himself.
  const kernel_type& kernel() const { return kernel_; }
  /// The ranges of the inputs, in their order.
  const input_ranges<forcing<char>>& ranges() const { return ranges_; }

  /// Computes the outputs that are wanted in one pass. fapar, ppfd and meanalpha are 1 where not given, the
  /// reference quantum yield is the constants' maximum_phi0. A value of an input that is not possible
  /// (variable_ranges) is taken as missing: outputs that depend on it are NaN in that cell. Throws
  /// missing_input and shape_error before computing anything.
  template <execution_policy Policy, class Space>
  void run(const Policy& policy, const inputs<Space>& x, const outputs<Space>& y) const {
    run(policy, x, y, nullptr);
  }
  /// The same, serial, on the calling thread.
  void run(const inputs<>& x, const outputs<>& y) const { run(serial{}, x, y); }
  /// The same, and tells of every input that is given how many of its values are missing, outside of the
  /// range that is expected, or impossible. Positions are those in the outputs' shape.
  template <execution_policy Policy, class Space>
  [[nodiscard]] std::vector<input_finding> run_checked(const Policy& policy, const inputs<Space>& x,
                                                       const outputs<Space>& y) const {
    std::vector<input_finding> findings;
    run(policy, x, y, &findings);
    return findings;
  }
  /// The same without computing anything. Positions are those in the shape of each input.
  template <execution_policy Policy, class Space>
  [[nodiscard]] std::vector<input_finding> check(const Policy& policy, const inputs<Space>& x) const {
    return ranges_.look(policy, x);
  }

 private:
  static constexpr int n_in = member_count<forcing<char>>();
  static constexpr int n_out = member_count<pmodel::productivity<char>>();

  template <class Choice>
  static std::vector<std::string> names_of(Choice choice) {
    std::vector<std::string> names;
    choice.for_each([&](int, const auto& m) { names.emplace_back(m.name); });
    return names;
  }

  template <class Choice>
  void choose(Choice& choice, const std::string& option, const std::string& name) {
    const std::vector<std::string> names = names_of(choice);
    const auto at = std::find(names.begin(), names.end(), name);
    if (at == names.end()) {
      throw unknown_method("unknown method \"" + name + "\" for " + option + ", known are " + list_of(names));
    }
    const int index = static_cast<int>(at - names.begin());
    choice.choose(index);
    if (index != 0) first_kernel_.reset();
  }

  template <class Policy, class Space>
  void run(const Policy& policy, inputs<Space> x, const outputs<Space>& y,
           std::vector<input_finding>* findings) const {
    const auto set_default = [](auto& input, Real value) {
      if (!input.given()) input = value;
    };
    for (const char* name : {"tc", "vpd", "co2", "patm"}) need(x, name, "the P-model");
    for (const auto& [name, method] : required_) need(x, name, method);
    bool given[n_in];
    argument<Real, Space> in[n_in];
    detail::handles_from(in, x);
    for (int k = 0; k < n_in; ++k) given[k] = in[k].given();
    set_default(x.fapar, Real(1));
    set_default(x.ppfd, Real(1));
    set_default(x.meanalpha, Real(1));
    set_default(x.reference_kphio, default_kphio_);
    result<Real, Space> out[n_out];
    detail::handles_from(in, x);
    detail::handles_from(out, y);
    const variable_range* checked[n_in];
    for (int k = 0; k < n_in; ++k) {
      const bool looked_at = findings != nullptr ? given[k] : ranges_.may_be_impossible(in[k], k);
      checked[k] = looked_at ? &ranges_[k] : nullptr;
    }
    range_finding found[n_in];
    const auto start = [&](const auto& kernel) {
      launch<struct_inputs<forcing<Real>>, forcing<Real>, pmodel::productivity<Real>>(
          policy, kernel, in, out, range_checks{checked, findings != nullptr ? found : nullptr});
    };
    if (first_kernel_) {
      start(*first_kernel_);
    } else {
      start(kernel_);
    }
    for (int k = 0; findings != nullptr && k < n_in; ++k) {
      if (given[k]) findings->push_back({ranges_[k].name(), ranges_[k], found[k]});
    }
  }

  template <class Space>
  static void need(inputs<Space>& x, const std::string& name, const std::string& who) {
    if (!find_member(x, name)->given()) throw missing_input(who + " needs " + name + ", which is not given");
  }

  input_ranges<forcing<char>> ranges_;
  Real default_kphio_;
  kernel_type kernel_{};
  std::optional<first_kernel_type> first_kernel_;  ///< none where a method that is not the first was chosen
  std::vector<required_input> required_;
};

}  // namespace sylva

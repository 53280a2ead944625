#include <sylva/backends/dlpack.hpp>
#include <sylva/environment/hygro.hpp>

/// sylva's tensors for Python, by ctypes. Pointers to tensors go in and out of capsules there.

namespace {

/// Counts the arrays that are alive.
struct counted {
  static inline int alive = 0;
  counted() { ++alive; }
  counted(counted&&) noexcept { ++alive; }
  counted(const counted&) = delete;
  counted& operator=(counted&&) = delete;
  ~counted() { --alive; }
};

/// An array with elements in an order of its own, that owns them: 0, 1, 2, ... in row-major order.
template <class T>
struct owner {
  sylva::nd_array<T> memory;
  sylva::strided_view<T> elements;
  counted count{};
};

template <class T>
owner<T> numbered(const sylva::shape& s, bool backwards) {
  sylva::nd_array<T> memory(s);
  sylva::strided_view<T> v = sylva::contiguous_view(memory.data(), s);
  if (backwards && s.size() > 0) {
    v.data += s.size() - 1;
    for (sylva::index_t& stride : v.stride) stride = -stride;
  }
  for (sylva::index_t i = 0; i < s.size(); ++i) v(i) = static_cast<T>(i);
  return {std::move(memory), v};
}

template <class M, class T>
M* make(const sylva::shape& s, bool backwards) {
  return sylva::to_dlpack<M>(numbered<T>(s, backwards)).release();
}

std::string last_error;

/// The sum of i x element i in row-major order; NaN, and last_error, where the tensor is refused.
template <class T, class M>
double weighted_sum(M* tensor) {
  try {
    const auto x = sylva::from_dlpack<T>(tensor);
    double sum = 0;
    for (sylva::index_t i = 0; i < x.size(); ++i) {
      sum += static_cast<double>(i) * static_cast<double>(x.elements()(i));
    }
    return sum;
  } catch (const std::exception& e) {
    last_error = e.what();
    return std::numeric_limits<double>::quiet_NaN();
  }
}

}  // namespace

template <class T>
struct sylva::array_traits<owner<T>> {
  using value_type = T;
  using space = host_space;
  using family = span_family;
  static strided_view<T> view(owner<T>& a) { return a.elements; }
  static strided_view<const T> view(const owner<T>& a) { return a.elements; }
};
template <class T>
constexpr bool sylva::owns_elements<owner<T>> = true;

extern "C" {

int alive() { return counted::alive; }
const char* error() { return last_error.c_str(); }

/// A tensor of this NumPy type and shape; null where the type is unknown.
DLManagedTensorVersioned* make_versioned(const char* type, int rank, const std::int64_t* extents,
                                         bool backwards) {
  using M = DLManagedTensorVersioned;
  sylva::shape s{rank, {}};
  std::copy_n(extents, rank, s.extent);
  const std::string t = type;
  if (t == "float64") return make<M, double>(s, backwards);
  if (t == "float32") return make<M, float>(s, backwards);
  if (t == "int64") return make<M, std::int64_t>(s, backwards);
  if (t == "uint8") return make<M, std::uint8_t>(s, backwards);
  if (t == "bool") return make<M, bool>(s, backwards);
  return nullptr;
}
DLManagedTensor* make_unversioned(int rank, const std::int64_t* extents) {
  sylva::shape s{rank, {}};
  std::copy_n(extents, rank, s.extent);
  return make<DLManagedTensor, double>(s, false);
}
/// Read-only numbers that live as long as the program.
DLManagedTensorVersioned* make_read_only() {
  static const double numbers[] = {1, 2, 3};
  return sylva::to_dlpack(sylva::borrow(std::span<const double>(numbers))).release();
}

double sum_versioned(DLManagedTensorVersioned* t) { return weighted_sum<double>(t); }
double sum_constant(DLManagedTensorVersioned* t) { return weighted_sum<const double>(t); }
double sum_float(DLManagedTensorVersioned* t) { return weighted_sum<float>(t); }
double sum_bool(DLManagedTensorVersioned* t) { return weighted_sum<bool>(t); }
double sum_unversioned(DLManagedTensor* t) { return weighted_sum<double>(t); }

/// Writes the saturation vapour pressure [kPa] of tc [degree C] over it, in the caller's own memory.
bool saturate(DLManagedTensorVersioned* t) {
  try {
    auto tc = sylva::from_dlpack<double>(t);
    sylva::transform(sylva::saturation_vapour_pressure<double>{}, tc, tc);
    return true;
  } catch (const std::exception& e) {
    last_error = e.what();
    return false;
  }
}
}

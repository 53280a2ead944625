#pragma once

#include <sylva/array/layout.hpp>
#include <sylva/array/packet.hpp>
#include <sylva/array/traits.hpp>

namespace sylva {

/// How a policy runs a work; backends specialise it.
///
/// A work is a trivially copyable struct: a number of items that are independent of each other, and
/// everything that computing them takes. `transform`, `scan` and `segmented` are works, and a policy need not
/// know which it runs:
///   using real                                   the type of its elements
///   index_t items() const                        how many items there are
///   void operator()(index_t item) const          computes one item, scalar by scalar: what a device calls
///   template <class V> using runner              computes blocks of items on the host, with values of type
///   V:
///     static index_t blocks(work)                  how many blocks there are
///     explicit runner(work)                        may allocate scratch memory; one a thread
///     void operator()(index_t block)               computes one
/// A work that also looks for something on the way (ranges, sums) has
///   using finding                                trivially copyable; finding{} is "nothing found"
///   void operator()(index_t item, finding&) const
///   void join(finding& into, const finding&) const     in any order
///   runner::found()                              what the runner's blocks had
/// and may have, for who calls items one by one (found_where_noticed):
///   bool notices(index_t item) const             computes one item; whether there is anything to find in it
///   void look(index_t item, finding&) const      finds it, and computes nothing
///   bool overwrites_inputs() const               whether one can only look before anything is computed
///
/// An executor has
///   template <class Space> reaches               whether its code may touch memory of the space
///   static constexpr bool by_item                whether it calls items one by one, as devices do
///   run(policy, work)                            may return before the items are computed
///   reduce(policy, work)                         returns what was found, when all are computed
///   wait(policy)                                 returns when all that was run before is computed
template <class Policy>
struct executor;

template <class P>
concept execution_policy = requires { sizeof(executor<std::remove_cvref_t<P>>); };

/// Runs the blocks first, ..., last - 1 of a work with values of type V.
template <class V, class Work>
void run_blocks(const Work& work, index_t first, index_t last) {
  typename Work::template runner<V> runner(work);
  for (index_t b = first; b < last; ++b) runner(b);
}
/// The same, and joins what they find to `found`.
template <class V, class Work>
void run_blocks(const Work& work, index_t first, index_t last, typename Work::finding& found) {
  typename Work::template runner<V> runner(work);
  for (index_t b = first; b < last; ++b) runner(b);
  work.join(found, runner.found());
}

/// What there is to find in a work whose items notice it. Findings are large: a device whose threads all
/// carried them along would compute at a fifth of its speed. Mostly there is nothing to find, so threads look
/// again only where one of them has noticed something. `notice()` computes all items and returns how many
/// noticed something, `look()` finds it.
template <class Work, class Notice, class Look>
typename Work::finding found_where_noticed(const Work& work, const Notice& notice, const Look& look) {
  typename Work::finding found{};
  const bool first = work.overwrites_inputs();
  if (first) found = look();
  const index_t noticed = notice();
  if (!first && noticed > 0) found = look();
  return found;
}
template <class Work>
concept noticing_work = requires(const Work& work, index_t item) { work.notices(item); };

/// All blocks of a work on the calling thread: what serial and simd do. `Policy::value<Real>` is the type of
/// value that kernels are called with.
template <class Policy>
struct one_thread_executor {
  template <class Space>
  static constexpr bool reaches = std::same_as<Space, host_space>;
  static constexpr bool by_item = false;

  template <class Work>
  static void run(const Policy&, const Work& work) {
    using value = typename Policy::template value<typename Work::real>;
    run_blocks<value>(work, 0, Work::template runner<value>::blocks(work));
  }
  template <class Work>
  static typename Work::finding reduce(const Policy&, const Work& work) {
    using value = typename Policy::template value<typename Work::real>;
    typename Work::finding found{};
    run_blocks<value>(work, 0, Work::template runner<value>::blocks(work), found);
    return found;
  }
  static void wait(const Policy&) {}
};

template <>
struct executor<serial> : one_thread_executor<serial> {};

namespace detail {

template <class T>
struct simd_policy {
  static_assert(!std::is_same_v<T, T>, "sylva::simd needs its header: include <sylva/backends/xsimd.hpp>");
};

}  // namespace detail

/// SIMD on the calling thread; defined in sylva/backends/xsimd.hpp.
using simd = detail::simd_policy<void>;

}  // namespace sylva

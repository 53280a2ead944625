#pragma once

#include <Kokkos_DualView.hpp>
#include <sylva/backends/kokkos.hpp>

/// Kokkos::DualView: two copies of an array, of which calls use the one on the device.
///
/// An input is brought up to date on the device first where the host has the newer copy; an output is marked
/// as newer there. To compute on the host's side, pass view_host() and mark it as DualView asks.

namespace sylva {

template <class Data, class... P>
struct array_traits<Kokkos::DualView<Data, P...>> {
  using dual_view = Kokkos::DualView<Data, P...>;
  using device_view = typename dual_view::t_dev;
  using device_traits = array_traits<device_view>;
  using value_type = typename device_traits::value_type;
  using space = typename device_traits::space;
  using family = kokkos_family;
  using policy = typename device_traits::policy;
  template <class U>
  using array_of = typename device_traits::template array_of<U>;

  /// As an input.
  static strided_view<const value_type> view(const dual_view& a) {
    bring_up_to_date(a);
    return device_traits::view(a.view_device());
  }
  /// As an output. What is not written stays: parts of it may be.
  static auto view(dual_view& a) {
    bring_up_to_date(a);
    a.modify_device();
    return device_traits::view(a.view_device());
  }
  template <class U>
  static array_of<U> make(const shape& s) {
    return device_traits::template make<U>(s);
  }

 private:
  static void bring_up_to_date(const dual_view& a) {
    if (a.need_sync_device()) dual_view(a).sync_device();
  }
};

}  // namespace sylva

#pragma once

namespace sylva {

/// What a kernel on groups returns that also has something to say of every element: the result of the group,
/// and a function of an element, which may hold what was found of its group:
///   V (or a struct of V) operator()(const element<V>& x) const
template <class Result, class Each>
struct grouped {
  Result result;
  Each each;
};

}  // namespace sylva

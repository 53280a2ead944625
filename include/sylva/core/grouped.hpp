#pragma once

#include <sylva/core/math.hpp>

namespace sylva {

/// A group of elements that carries Real: what a kernel on groups is called with. With V = typename G::value,
///   g.count()     how many elements there are, as V
///   g.sum(f)      the sum of f(element); f returns V or a struct of V; 0 for no elements
///   g.product(f)  the product; 1 for no elements
///   g.max(f)      the greatest f(element), NaN if one is NaN; -infinity for no elements
///   g.min(f)      the least; +infinity for no elements
///   g.where(is, make)   the elements for which the condition is(element) holds, a mask of V, each as
///   make(element), V or
///                 a struct of V: something that has sum(f), with f a function of what was made. Where few
///                 are left a sum costs little, and on the host they are made once. It is there until the
///                 next call of g.where.
/// f is a function of the inputs of an element: one V, or one struct of them. It is a struct, or a lambda
/// that is written in the kernel's own operator(), which CUDA's compiler takes without a flag.
template <class G, class Real>
concept group_of = value_of<typename G::value, Real>;

/// What a kernel on groups returns that also has something to say of every element: the result of the group,
/// and a function of an element, which may hold what was found of its group:
///   V (or a struct of V) operator()(const element<V>& x) const
template <class Result, class Each>
struct grouped {
  Result result;
  Each each;
};

}  // namespace sylva

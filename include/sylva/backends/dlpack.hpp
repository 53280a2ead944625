#pragma once

#include <sylva/array/transform.hpp>
#include <sylva/backends/dlpack_export.hpp>
#include <sylva/backends/dlpack_import.hpp>

/// DLPack: arrays of other programs and languages (NumPy, PyTorch, CuPy, JAX) without a copy, both ways.
///
///   auto x = from_dlpack<double>(tensor)       an array, for every call, that owns the tensor
///   auto x = from_dlpack<const double>(t)      the same of a tensor that may be read-only
///   auto t = to_dlpack(std::move(x))           a tensor that owns the array
///   auto t = to_dlpack(borrow(x))              a tensor that refers to x, which must outlive it
///   auto t = to_dlpack<DLManagedTensor>(...)   the unversioned form, for consumers older than DLPack 1.0
///
/// A tensor has exactly one owner, which calls its deleter exactly once. to_dlpack returns a unique_ptr; in a
/// Python capsule goes t.release(). from_dlpack takes ownership when it succeeds, and when it throws, the
/// tensor is its caller's as before. The elements are those of the machine's own byte order: DLPack has no
/// other.

"""sylva's tensors in NumPy, and NumPy's in sylva: test_dlpack.py SHARED_LIBRARY"""

import ctypes
import gc
import math
import sys
import unittest

import numpy as np

pointer, double = ctypes.c_void_p, ctypes.c_double
library = ctypes.PyDLL(sys.argv.pop(1))  # PyDLL: NumPy's deleters want the interpreter's lock
for name in ("make_versioned", "make_unversioned", "make_read_only"):
    getattr(library, name).restype = pointer
for name in ("sum_versioned", "sum_constant", "sum_float", "sum_bool", "sum_unversioned"):
    getattr(library, name).restype, getattr(library, name).argtypes = double, [pointer]
library.saturate.restype, library.saturate.argtypes = ctypes.c_bool, [pointer]
library.error.restype = ctypes.c_char_p

capsule_new = ctypes.pythonapi.PyCapsule_New
capsule_new.restype, capsule_new.argtypes = ctypes.py_object, [pointer, ctypes.c_char_p, pointer]
capsule_pointer = ctypes.pythonapi.PyCapsule_GetPointer
capsule_pointer.restype, capsule_pointer.argtypes = pointer, [ctypes.py_object, ctypes.c_char_p]
capsule_rename = ctypes.pythonapi.PyCapsule_SetName
capsule_rename.argtypes = [ctypes.py_object, ctypes.c_char_p]
# a capsule keeps a pointer to its name
VERSIONED, USED = ctypes.c_char_p(b"dltensor_versioned"), ctypes.c_char_p(b"used_dltensor_versioned")
UNVERSIONED, USED_UNVERSIONED = ctypes.c_char_p(b"dltensor"), ctypes.c_char_p(b"used_dltensor")


class Exporter:
    """An array of sylva's, as Python's DLPack protocol wants it."""

    def __init__(self, tensor, versioned=True):
        self.tensor, self.versioned = tensor, versioned

    def __dlpack__(self, **options):
        if not self.versioned and "max_version" in options:
            raise TypeError("an exporter from before DLPack 1.0")
        return capsule_new(self.tensor, VERSIONED if self.versioned else UNVERSIONED, None)

    def __dlpack_device__(self):
        return (1, 0)


def extents(shape):
    return len(shape), (ctypes.c_int64 * max(len(shape), 1))(*shape)


def of_sylva(dtype, shape, backwards=False):
    tensor = library.make_versioned(dtype.encode(), *extents(shape), backwards)
    return np.from_dlpack(Exporter(tensor))


def given(function, array, versioned=True):
    """What a function of the library makes of an array's capsule, which is used where it took the tensor."""
    name, used = (VERSIONED, USED) if versioned else (UNVERSIONED, USED_UNVERSIONED)
    capsule = array.__dlpack__(max_version=(1, 0)) if versioned else array.__dlpack__()
    got = function(capsule_pointer(capsule, name))
    taken = got if isinstance(got, bool) else not math.isnan(got)
    if taken:
        capsule_rename(capsule, used)
    return got


def weighted(array):
    flat = np.asarray(array, dtype=np.float64).ravel()
    return float(np.sum(np.arange(flat.size) * flat))


class SylvaToNumPy(unittest.TestCase):
    def test_types_shapes_and_strides(self):
        for dtype in ("float64", "float32", "int64", "uint8", "bool"):
            for shape in ((), (1,), (5,), (2, 3), (2, 3, 4), (0,), (3, 0, 2), (2, 1, 2, 1, 2, 1, 2, 1)):
                for backwards in (False, True):
                    with self.subTest(dtype=dtype, shape=shape, backwards=backwards):
                        array = of_sylva(dtype, shape, backwards)
                        expected = np.arange(math.prod(shape)).astype(dtype).reshape(shape)
                        self.assertEqual(array.dtype, expected.dtype)
                        self.assertEqual(array.shape, shape)
                        self.assertTrue(np.array_equal(array, expected))
                        if backwards and shape == (2, 3):
                            item = array.dtype.itemsize
                            self.assertEqual(array.strides, (-3 * item, -item))

    def test_elements_live_as_long_as_numpy_needs_them(self):
        gc.collect()
        before = library.alive()
        array = of_sylva("float64", (1000, 100))
        self.assertEqual(library.alive(), before + 1)
        part = array[3:7, ::2]
        del array
        gc.collect()
        self.assertEqual(library.alive(), before + 1)
        self.assertEqual(part[1, 1], 402)
        del part
        gc.collect()
        self.assertEqual(library.alive(), before)

    def test_no_copy(self):
        tensor = library.make_versioned(b"float64", *extents((3,)), False)
        exporter = Exporter(tensor)
        array = np.from_dlpack(exporter, copy=False)
        self.assertFalse(array.flags.owndata)
        # as NumPy's own: never before 2.2.5
        self.assertEqual(array.flags.writeable, np.from_dlpack(np.arange(3.0)).flags.writeable)
        data = ctypes.cast(tensor + 32, ctypes.POINTER(pointer))  # DLManagedTensorVersioned::dl_tensor.data
        self.assertEqual(array.ctypes.data, data[0])

    def test_read_only(self):
        array = np.from_dlpack(Exporter(library.make_read_only()))
        self.assertFalse(array.flags.writeable)
        self.assertEqual(array.tolist(), [1, 2, 3])

    def test_unversioned(self):
        before = library.alive()
        array = np.from_dlpack(Exporter(library.make_unversioned(*extents((2, 3))), versioned=False))
        self.assertEqual(array.tolist(), [[0, 1, 2], [3, 4, 5]])
        del array
        gc.collect()
        self.assertEqual(library.alive(), before)


class NumPyToSylva(unittest.TestCase):
    def test_layouts(self):
        rng = np.random.default_rng(1)
        a = rng.normal(size=(4, 5, 6))
        for array in (a, a.T, np.asfortranarray(a), a[::2, 1:, ::-1], a[:, 2], a[1, 2, 3:4], a[0, 0, 0], a[:0],
                      np.broadcast_to(a[0].copy(), (3, 5, 6)).copy()[:, ::3]):
            array = np.asarray(array)
            with self.subTest(shape=array.shape, strides=array.strides):
                self.assertTrue(math.isclose(given(library.sum_versioned, array), weighted(array), rel_tol=1e-12,
                                             abs_tol=1e-12))
                self.assertTrue(math.isclose(given(library.sum_unversioned, array, versioned=False), weighted(array),
                                             rel_tol=1e-12, abs_tol=1e-12))

    def test_other_types(self):
        self.assertEqual(given(library.sum_float, np.array([1, 2, 3], dtype=np.float32)), 8)
        self.assertEqual(given(library.sum_bool, np.array([True, False, True])), 2)

    def test_the_array_is_let_go_exactly_once(self):
        array = np.arange(10.0)
        count = sys.getrefcount(array)
        for versioned, function in ((True, library.sum_versioned), (False, library.sum_unversioned)):
            for _ in range(100):
                given(function, array, versioned)
                self.assertEqual(sys.getrefcount(array), count)

    def test_refused_tensors_stay_numpys(self):
        array = np.arange(10, dtype=np.float32)
        count = sys.getrefcount(array)
        self.assertTrue(math.isnan(given(library.sum_versioned, array)))
        self.assertIn("float32, asked is float64", library.error().decode())
        gc.collect()
        self.assertEqual(sys.getrefcount(array), count)

    def test_read_only(self):
        array = np.arange(4.0)
        array.flags.writeable = False
        self.assertTrue(math.isnan(given(library.sum_versioned, array)))
        self.assertIn("from_dlpack<const double>", library.error().decode())
        self.assertEqual(given(library.sum_constant, array), 14)

    def test_a_kernel_writes_numpys_memory(self):
        tc = np.array([[0.0, 10.0, 20.0], [25.0, 30.0, 35.0]])
        where = tc.ctypes.data
        column = tc[:, 1]
        self.assertTrue(given(library.saturate, column))
        self.assertEqual(tc.ctypes.data, where)
        expected = 0.6112 * np.exp(17.62 * np.array([10.0, 30.0]) / (np.array([10.0, 30.0]) + 243.12))  # Sonntag (1990)
        self.assertTrue(np.allclose(column, expected, rtol=1e-13, atol=0), (column, expected))
        self.assertEqual(tc[0, 0], 0)
        self.assertEqual(tc[1, 0], 25)

    def test_other_byte_orders_have_no_tensor(self):
        swapped = np.arange(3.0).astype(np.dtype(np.float64).newbyteorder())
        with self.assertRaises(BufferError):
            given(library.sum_versioned, swapped)


if __name__ == "__main__":
    unittest.main()

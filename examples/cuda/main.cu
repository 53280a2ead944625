// The P-model in plain CUDA: sylva's kernel called from a __global__ function, on arrays from cudaMalloc. No
// other library. Exit status: 0 where the device agrees with the host, 1 where it does not or CUDA fails, 77
// where there is no device.
#include <cmath>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <sylva/sylva.hpp>
#include <vector>

namespace {

namespace field = sylva::pmodel::field;

void check(cudaError_t status, const char* what) {
  if (status != cudaSuccess) throw std::runtime_error(std::string(what) + ": " + cudaGetErrorString(status));
}

/// An array in device memory, freed with its owner.
class device_array {
 public:
  explicit device_array(std::size_t n) : size_(n) {
    check(cudaMalloc(&data_, n * sizeof(double)), "allocating device memory");
  }
  explicit device_array(const std::vector<double>& host) : device_array(host.size()) {
    check(cudaMemcpy(data_, host.data(), size_ * sizeof(double), cudaMemcpyHostToDevice),
          "copying to the device");
  }
  ~device_array() { cudaFree(data_); }
  device_array(const device_array&) = delete;
  device_array& operator=(const device_array&) = delete;

  double* data() const { return data_; }
  std::vector<double> to_host() const {
    std::vector<double> host(size_);
    check(cudaMemcpy(host.data(), data_, size_ * sizeof(double), cudaMemcpyDeviceToHost),
          "copying to the host");
    return host;
  }

 private:
  std::size_t size_;
  double* data_ = nullptr;
};

struct weather {
  const double* tc;   // degree C
  const double* vpd;  // Pa
};
struct leaf {
  double* gpp;
  double* chi;
  double* vcmax25;
};

/// One thread a site. Any kernel of sylva is passed like this one, by value; it holds its constants.
template <class Kernel>
__global__ void run(Kernel kernel, std::size_t n, weather x, leaf y) {
  const std::size_t i = static_cast<std::size_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  if (i >= n) return;
  const auto of = kernel(x.tc[i], x.vpd[i], 420.0, 101325.0, 0.9, 1200.0);  // co2, patm, fapar, ppfd
  y.gpp[i] = of.gpp;
  y.chi[i] = of.chi;
  y.vcmax25[i] = of.vcmax25;
}

/// Whether there is a device to run on; prints why not.
bool device_found() {
  int count = 0;
  const cudaError_t status = cudaGetDeviceCount(&count);
  if (status == cudaSuccess && count > 0) return true;
  if (status != cudaSuccess && status != cudaErrorNoDevice && status != cudaErrorInsufficientDriver) {
    check(status, "looking for CUDA devices");
  }
  std::printf("not run: no CUDA device (%s)\n",
              cudaGetErrorString(status == cudaSuccess ? cudaErrorNoDevice : status));
  return false;
}

/// Whether the device computed what the same kernel computes here.
bool same(const char* what, double on_device, double here) {
  if (std::abs(on_device - here) <= 1e-12 * std::abs(here)) return true;
  std::fprintf(stderr, "%s is %.17g on the device and %.17g on the host\n", what, on_device, here);
  return false;
}

bool run_all() {
  const std::size_t n = 1000;
  std::vector<double> tc(n), vpd(n);
  for (std::size_t i = 0; i < n; ++i) {
    tc[i] = -5 + 0.045 * static_cast<double>(i);
    vpd[i] = 100 + 3.5 * static_cast<double>(i);
  }
  const auto kernel =
      sylva::only<field::gpp, field::chi, field::vcmax25>(sylva::pmodel::pmodel_kernel<double>{});

  const device_array device_tc(tc), device_vpd(vpd), device_gpp(n), device_chi(n), device_vcmax25(n);
  const unsigned threads = 128, blocks = static_cast<unsigned>((n + threads - 1) / threads);
  run<<<blocks, threads>>>(kernel, n, weather{device_tc.data(), device_vpd.data()},
                           leaf{device_gpp.data(), device_chi.data(), device_vcmax25.data()});
  check(cudaGetLastError(), "starting the kernel");
  check(cudaDeviceSynchronize(), "running the kernel");
  const std::vector<double> gpp = device_gpp.to_host(), chi = device_chi.to_host(),
                            vcmax25 = device_vcmax25.to_host();

  std::puts("   tc    vpd      gpp    chi  vcmax25");
  bool all_same = true;
  for (std::size_t i = 0; i < n; ++i) {
    const auto here = kernel(tc[i], vpd[i], 420.0, 101325.0, 0.9, 1200.0);
    all_same = same("gpp", gpp[i], here.gpp) && same("chi", chi[i], here.chi) &&
               same("vcmax25", vcmax25[i], here.vcmax25) && all_same;
    if (i % 200 == 100)
      std::printf("%5.1f %6.0f %8.1f %6.3f %8.1f\n", tc[i], vpd[i], gpp[i], chi[i], vcmax25[i]);
  }
  return all_same;
}

}  // namespace

int main() {
  try {
    if (!device_found()) return 77;
    return run_all() ? 0 : 1;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "error: %s\n", e.what());
    return 1;
  }
}

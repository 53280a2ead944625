#pragma once

#include <sylva/demography/canopy_layers.hpp>
#include <sylva/demography/canopy_light.hpp>

/// The canopy of a cell: the layers in which crowns lie above each other, and the light that they leave.
/// Perfect plasticity approximation, Purves et al. (2008), PNAS 105, 17018: crowns fill what room there is,
/// so a layer is closed where those above it cover all the ground but the gaps. Within a layer light is
/// absorbed by Beer's law.
///
/// Kernels on groups: the elements of a cell are its cohorts or its layers; layers are counted from the top,
/// 0 first.

#pragma once

/// Everything that needs no third party. Array libraries are in sylva/backends/.

#include <sylva/array/array_namespace.hpp>
#include <sylva/array/backend.hpp>
#include <sylva/array/device.hpp>
#include <sylva/array/given.hpp>
#include <sylva/array/named.hpp>
#include <sylva/array/names.hpp>
#include <sylva/array/scan_in_time.hpp>
#include <sylva/array/segmented.hpp>
#include <sylva/array/spin_up.hpp>
#include <sylva/array/transform.hpp>
#include <sylva/core/bounds.hpp>
#include <sylva/core/calendar.hpp>
#include <sylva/core/constants.hpp>
#include <sylva/core/root.hpp>
#include <sylva/demography/allocation.hpp>
#include <sylva/demography/crown.hpp>
#include <sylva/demography/traits.hpp>
#include <sylva/environment/hour_angle.hpp>
#include <sylva/environment/hygro.hpp>
#include <sylva/environment/net_radiation.hpp>
#include <sylva/environment/pressure.hpp>
#include <sylva/environment/solar_daily.hpp>
#include <sylva/environment/solar_position.hpp>
#include <sylva/environment/sunshine.hpp>
#include <sylva/environment/water.hpp>
<<<<<<< HEAD
#include <sylva/models/crown_outline.hpp>
=======
#include <sylva/models/cohorts_csv.hpp>
#include <sylva/models/flora_csv.hpp>
>>>>>>> 171630aae0cff3f3d801f058a270c0e76b556aaf
#include <sylva/models/pmodel.hpp>
#include <sylva/models/splash.hpp>
#include <sylva/models/water_limited_pmodel.hpp>
#include <sylva/pmodel/acclimation.hpp>
#include <sylva/pmodel/gpp.hpp>

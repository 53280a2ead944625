# What every example program needs: sylva, CLI11, netCDF and the code in this folder.
include_guard(DIRECTORY)

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release)
endif()

if(NOT TARGET sylva::sylva)
  # Alone: each backend is used if it is there.
  find_package(sylva CONFIG REQUIRED OPTIONAL_COMPONENTS xsimd kokkos tomlplusplus nlohmann_json)
endif()

# How the programs are compiled: as sylva's own are, or, alone, for this machine.
if(NOT TARGET sylva_program)
  option(SYLVA_NATIVE "Compile for the processor of this machine" ON)
  add_library(sylva_program INTERFACE)
  target_link_libraries(sylva_program INTERFACE sylva::sylva)
  target_compile_options(sylva_program INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow
                                                 $<$<BOOL:${SYLVA_NATIVE}>:-march=native>)
endif()

set(SYLVA_EXAMPLES_MISSING "")
find_package(CLI11 CONFIG QUIET)
if(NOT TARGET CLI11::CLI11)
  list(APPEND SYLVA_EXAMPLES_MISSING "CLI11 (Debian: libcli11-dev)")
endif()

# Debian's netCDF has a pkg-config file in every variant; its CMake files name libraries that may not be installed.
if(NOT TARGET sylva_examples_netcdf)
  find_package(PkgConfig QUIET)
  if(PkgConfig_FOUND)
    foreach(variant netcdf netcdf-mpi)
      if(NOT TARGET PkgConfig::SYLVA_EXAMPLES_NETCDF)
        pkg_check_modules(SYLVA_EXAMPLES_NETCDF QUIET IMPORTED_TARGET ${variant})
      endif()
    endforeach()
  endif()
  add_library(sylva_examples_netcdf INTERFACE)
  if(TARGET PkgConfig::SYLVA_EXAMPLES_NETCDF)
    target_link_libraries(sylva_examples_netcdf INTERFACE PkgConfig::SYLVA_EXAMPLES_NETCDF)
  else()
    find_package(netCDF CONFIG QUIET)
    if(TARGET netCDF::netcdf)
      target_link_libraries(sylva_examples_netcdf INTERFACE netCDF::netcdf)
    else()
      list(APPEND SYLVA_EXAMPLES_MISSING "netCDF-C (Debian: libnetcdf-dev)")
    endif()
  endif()
endif()

if(NOT SYLVA_EXAMPLES_MISSING AND NOT TARGET sylva_examples_support)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*.cpp)
  add_library(sylva_examples_support STATIC ${sources})
  target_include_directories(sylva_examples_support PUBLIC ${CMAKE_CURRENT_LIST_DIR}/..)
  target_link_libraries(sylva_examples_support PUBLIC sylva_program CLI11::CLI11 sylva_examples_netcdf)
endif()

# sylva_example(NAME SOURCES...): a program in the folder bin/ of the build tree.
function(sylva_example name)
  if(SYLVA_EXAMPLES_MISSING)
    list(JOIN SYLVA_EXAMPLES_MISSING ", " missing)
    message(STATUS "sylva: example ${name} is left out, missing: ${missing}")
    return()
  endif()
  add_executable(${name} ${ARGN})
  target_link_libraries(${name} PRIVATE sylva_examples_support)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
endfunction()

# sylva_example_backends(NAME KOKKOS_SOURCES...): each backend is there if its libraries are; what includes Kokkos is in
# files of its own.
function(sylva_example_backends name)
  if(NOT TARGET ${name})
    return()
  endif()
  if(TARGET sylva::xsimd)
    target_link_libraries(${name} PRIVATE sylva::xsimd)
    target_compile_definitions(${name} PRIVATE SYLVA_PROGRAM_SIMD)
  endif()
  if(TARGET sylva::kokkos)
    target_sources(${name} PRIVATE ${ARGN})
    target_link_libraries(${name} PRIVATE sylva::kokkos)
    target_compile_definitions(${name} PRIVATE SYLVA_PROGRAM_KOKKOS)
  endif()
endfunction()

# sylva_example_files(NAME): TOML and JSON are read if their libraries are there.
function(sylva_example_files name)
  foreach(library tomlplusplus nlohmann_json)
    if(TARGET ${name} AND TARGET sylva::${library})
      target_link_libraries(${name} PRIVATE sylva::${library})
    endif()
  endforeach()
endfunction()

# cmake -D PROGRAM=... -P run.cmake
# Runs a program that needs a device. Where there is none (exit status 77, or not even a CUDA driver to load) it says so
# loudly, for CTest to count the test as skipped; with SYLVA_DEMAND_DEVICE=1 in the environment that is a failure.
cmake_minimum_required(VERSION 3.25)

execute_process(COMMAND ${PROGRAM} RESULT_VARIABLE status OUTPUT_VARIABLE text ERROR_VARIABLE text)
message(NOTICE "${text}")
if(status EQUAL 0)
  return()
endif()
if(NOT status EQUAL 77 AND NOT text MATCHES "libcuda\\.so\\.1: cannot open shared object file")
  message(FATAL_ERROR "${PROGRAM} failed: ${status}")
endif()
if("$ENV{SYLVA_DEMAND_DEVICE}")
  message(FATAL_ERROR "${PROGRAM} has no device, and SYLVA_DEMAND_DEVICE demands one")
endif()
message(NOTICE "*** NOT TESTED ON A DEVICE. not run: there is none here ***")

# cmake -D SOURCE_DIR=... -D WORK_DIR=... -P readme_commands.cmake
# Runs the two commands of README.md that install sylva, with other folders in place of build and PREFIX.
cmake_minimum_required(VERSION 3.25)

file(STRINGS ${SOURCE_DIR}/README.md commands REGEX "^cmake (-S \\. -B build|--install build) ")
list(LENGTH commands count)
if(NOT count EQUAL 2)
  message(FATAL_ERROR "README.md has ${count} commands that install sylva, not 2")
endif()
file(REMOVE_RECURSE ${WORK_DIR})
foreach(command IN LISTS commands)
  string(REPLACE " build" " ${WORK_DIR}/build" command "${command}")
  string(REPLACE " PREFIX" " ${WORK_DIR}/prefix" command "${command}")
  message(STATUS "${command}")
  separate_arguments(command UNIX_COMMAND "${command}")
  execute_process(COMMAND ${command} WORKING_DIRECTORY ${SOURCE_DIR} COMMAND_ERROR_IS_FATAL ANY)
endforeach()
foreach(file include/sylva/sylva.hpp share/cmake/sylva/sylvaConfig.cmake share/doc/sylva/README.md
        share/doc/sylva/docs/adding_an_array_type.md)
  if(NOT EXISTS ${WORK_DIR}/prefix/${file})
    message(FATAL_ERROR "${file} is not installed")
  endif()
endforeach()

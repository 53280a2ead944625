# cmake -D COMPILER=... -D OPTIONS=... -D HEADERS=... -D SOURCES=... -D SUFFIX=... -D WORK_DIR=... -P check_headers.cmake
# Reads each header alone, and the given sources, with a compiler; names all that it does not take. OPTIONS say how far it
# goes (-fsyntax-only, ...). SUFFIX is what the compiler knows its language by. Lists have | between their elements.
cmake_minimum_required(VERSION 3.25)

foreach(variable OPTIONS HEADERS SOURCES)
  string(REPLACE "|" ";" ${variable} "${${variable}}")
endforeach()
set(failed "")
file(MAKE_DIRECTORY ${WORK_DIR})
foreach(header IN LISTS HEADERS)
  string(MAKE_C_IDENTIFIER ${header} name)
  # twice: a header is also guarded against that
  file(WRITE ${WORK_DIR}/${name}${SUFFIX} "#include <${header}>\n#include <${header}>\n")
  list(APPEND SOURCES ${WORK_DIR}/${name}${SUFFIX})
endforeach()
foreach(source IN LISTS SOURCES)
  execute_process(COMMAND ${COMPILER} ${OPTIONS} ${source} WORKING_DIRECTORY ${WORK_DIR}
                  RESULT_VARIABLE status OUTPUT_VARIABLE text ERROR_VARIABLE text)
  if(NOT status EQUAL 0)
    cmake_path(GET source FILENAME name)
    list(APPEND failed ${name})
    message(NOTICE "${name}:\n${text}")
  endif()
endforeach()
list(LENGTH SOURCES count)
if(failed)
  list(JOIN failed ", " names)
  message(FATAL_ERROR "${COMPILER} does not take ${names}")
endif()
message(STATUS "${COMPILER} takes ${count} files")

# cmake -D COMPILER=... -D INCLUDE_DIR=... -D "FLAGS=..." [-D FAILS_WITH=regex] -P check_flags.cmake
# Reads a source that includes sylva with each of FLAGS in turn (| between them; a flag may have blanks). It compiles, or, with FAILS_WITH, the
# compiler's only error says that.
cmake_minimum_required(VERSION 3.25)

string(REPLACE "|" ";" FLAGS "${FLAGS}")
foreach(flag IN LISTS FLAGS)
  separate_arguments(arguments UNIX_COMMAND "${flag}")
  execute_process(COMMAND ${CMAKE_COMMAND} -E echo "#include <sylva/sylva.hpp>"
                  COMMAND ${COMPILER} -std=c++20 ${arguments} -I${INCLUDE_DIR} -fsyntax-only -x c++ -
                  RESULT_VARIABLE status ERROR_VARIABLE text)
  string(REGEX MATCHALL "[^\n]*error:[^\n]*" errors "${text}")
  list(LENGTH errors count)
  if(FAILS_WITH AND NOT (count EQUAL 1 AND errors MATCHES "${FAILS_WITH}"))
    message(FATAL_ERROR "with ${flag} the only error should say `${FAILS_WITH}`, there are ${count}:\n${text}")
  elseif(NOT FAILS_WITH AND NOT status EQUAL 0)
    message(FATAL_ERROR "it does not compile with ${flag}:\n${text}")
  endif()
endforeach()

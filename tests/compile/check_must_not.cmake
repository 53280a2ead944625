# cmake -D COMPILER=... -D OPTIONS=... -D SOURCE=... -P check_must_not.cmake
# A source with `#ifdef MISTAKE`: without the mistake it compiles, with it not, and the compiler says what the line
# `// expected: <regular expression>` has. OPTIONS have | between them; a line `// options: ...` has more of them, which
# are the mistake or part of it.
cmake_minimum_required(VERSION 3.25)

string(REPLACE "|" ";" OPTIONS "${OPTIONS}")
file(STRINGS ${SOURCE} expected REGEX "^// expected: ")
string(REPLACE "// expected: " "" expected "${expected}")
if(NOT expected)
  message(FATAL_ERROR "${SOURCE} has no line `// expected: ...`")
endif()
file(STRINGS ${SOURCE} mistaken_options REGEX "^// options: ")
string(REPLACE "// options: " "" mistaken_options "${mistaken_options}")
separate_arguments(mistaken_options UNIX_COMMAND "${mistaken_options}")
execute_process(COMMAND ${COMPILER} ${OPTIONS} -fsyntax-only ${SOURCE} RESULT_VARIABLE status ERROR_VARIABLE text)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "it does not compile without the mistake either:\n${text}")
endif()
execute_process(COMMAND ${COMPILER} ${OPTIONS} ${mistaken_options} -fsyntax-only -DMISTAKE ${SOURCE}
                RESULT_VARIABLE status ERROR_VARIABLE text)
if(status EQUAL 0)
  message(FATAL_ERROR "it compiles with the mistake")
endif()
# of the first error: what stands first is what people read
string(REGEX MATCH "[^\n]*error:[^\n]*" first "${text}")
if(NOT first MATCHES "${expected}")
  message(FATAL_ERROR "the first error does not say `${expected}`:\n${text}")
endif()
message(STATUS "${first}")

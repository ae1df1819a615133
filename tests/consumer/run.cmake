# Installs BUILD into a directory of its own, builds the project beside this file against it, and
# runs it: cmake -DBUILD=build/dev -DWORK=build/dev/consumer -P tests/consumer/run.cmake
foreach(name BUILD WORK)
  if(NOT DEFINED ${name})
    message(FATAL_ERROR "say -D${name}=DIRECTORY")
  endif()
endforeach()

function(run what)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE code OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT code EQUAL 0)
    message(FATAL_ERROR "${what} failed (${code}):\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

# What an earlier install left would hide a header that is no longer installed.
file(REMOVE_RECURSE "${WORK}/prefix")
run("installing" "${CMAKE_COMMAND}" --install "${BUILD}" --prefix "${WORK}/prefix")
run("configuring" "${CMAKE_COMMAND}" -S "${CMAKE_CURRENT_LIST_DIR}" -B "${WORK}/build" -G Ninja
    "-DCMAKE_PREFIX_PATH=${WORK}/prefix" "-DCMAKE_CXX_FLAGS=${FLAGS}")
run("building" "${CMAKE_COMMAND}" --build "${WORK}/build")
run("the test" "${WORK}/build/consumer")
message(STATUS "${output}")

include(CMakePackageConfigHelpers)
set(sylva_cmake_dir ${CMAKE_INSTALL_DATAROOTDIR}/cmake/sylva)

install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/sylva DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.hpp")
install(TARGETS sylva EXPORT sylvaTargets)
install(EXPORT sylvaTargets NAMESPACE sylva:: DESTINATION ${sylva_cmake_dir})
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/sylvaConfig.cmake.in ${PROJECT_BINARY_DIR}/sylvaConfig.cmake
                              INSTALL_DESTINATION ${sylva_cmake_dir} NO_CHECK_REQUIRED_COMPONENTS_MACRO)
# Headers only: the same package serves every architecture.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/sylvaConfigVersion.cmake COMPATIBILITY SameMinorVersion
                                 ARCH_INDEPENDENT)
install(FILES ${PROJECT_BINARY_DIR}/sylvaConfig.cmake ${PROJECT_BINARY_DIR}/sylvaConfigVersion.cmake
              ${CMAKE_CURRENT_LIST_DIR}/sylvaBackends.cmake
        DESTINATION ${sylva_cmake_dir})
# Messages name pages of docs/
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE ${PROJECT_SOURCE_DIR}/README.md ${PROJECT_SOURCE_DIR}/CHANGELOG.md
        DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/docs DESTINATION ${CMAKE_INSTALL_DOCDIR} FILES_MATCHING PATTERN "*.md")

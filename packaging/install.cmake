# What `make install` puts where. Debian's and systemd's own places below the prefix; DESTDIR is honoured throughout.
include(GNUInstallDirs)

install(TARGETS hsn DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS hsn_httplib DESTINATION lib/hsn)
foreach(section 1 5 7)
  file(GLOB pages CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/man/*.${section})
  install(FILES ${pages} DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section})
endforeach()
install(FILES README.md CHANGELOG.md LICENSE .env.example docs/architecture.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs/decisions DESTINATION ${CMAKE_INSTALL_DOCDIR})

# The rest depends on the prefix, which is known for certain only now: `cmake --install --prefix` may change it.
install(CODE "set(source [[${CMAKE_SOURCE_DIR}]])")
install(CODE [=[
  set(made "$<TARGET_FILE_DIR:hsn>/installed")
  file(MAKE_DIRECTORY ${made})

  # shell, folder below the prefix, file name
  foreach(row "bash|share/bash-completion/completions|hsn" "zsh|share/zsh/site-functions|_hsn" "fish|share/fish/vendor_completions.d|hsn.fish")
    string(REPLACE "|" ";" row "${row}")
    list(GET row 0 shell)
    list(GET row 1 folder)
    list(GET row 2 name)
    execute_process(COMMAND $<TARGET_FILE:hsn> completion ${shell} OUTPUT_FILE ${made}/${name} COMMAND_ERROR_IS_FATAL ANY)
    file(INSTALL ${made}/${name} DESTINATION "${CMAKE_INSTALL_PREFIX}/${folder}")
  endforeach()

  file(GLOB jobs "${source}/jobs/*")
  foreach(job IN LISTS jobs)
    get_filename_component(name ${job} NAME)
    file(READ ${job} text)
    string(REPLACE "/usr/local/bin/hsn" "${CMAKE_INSTALL_PREFIX}/bin/hsn" text "${text}")
    file(WRITE ${made}/${name} "${text}")
    set(folder share/doc/hsn/jobs)
    if(name MATCHES "\\.(service|timer)$")
      set(folder lib/systemd/system)
    endif()
    file(INSTALL ${made}/${name} DESTINATION "${CMAKE_INSTALL_PREFIX}/${folder}")
  endforeach()
]=])

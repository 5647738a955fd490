# SPDX-License-Identifier: GPL-3.0-or-later

# Compiles easel_LANGUAGE.ts files and puts them into a program as :/translations/easel_LANGUAGE.qm, where
# installTranslations() (core/base/translations.h) looks for them.
function(easel_add_languages target)
    qt_add_lrelease(${target} TS_FILES ${ARGN} QM_FILES_OUTPUT_VARIABLE compiled)
    qt_add_resources(${target} "${target}_languages" PREFIX "/translations" BASE ${CMAKE_CURRENT_BINARY_DIR} FILES ${compiled})
endfunction()

# SPDX-License-Identifier: GPL-3.0-or-later
# One interface target carries every definition and warning of the project, so that no target can forget one.

add_library(easel_options INTERFACE)
target_include_directories(easel_options INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_definitions(easel_options INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_CAST_FROM_BYTEARRAY QT_NO_URL_CAST_FROM_STRING
    QT_NO_FOREACH QT_NO_NARROWING_CONVERSIONS_IN_CONNECT QT_NO_CONTEXTLESS_CONNECT QT_STRICT_ITERATORS
    QT_NO_KEYWORDS QT_DISABLE_DEPRECATED_BEFORE=0x060400
    EASEL_VERSION="${PROJECT_VERSION}")

if(CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang")
    target_compile_options(easel_options INTERFACE
        -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual -Wconversion
        -Wno-sign-conversion # Qt mixes int and qsizetype everywhere; the narrowing checks stay on
        -fstack-protector-strong)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
        # GCC 12 sees uninitialised values in std::optional where there are none, once it optimises.
        target_compile_options(easel_options INTERFACE -Wno-maybe-uninitialized)
    endif()
    if(EASEL_WERROR)
        target_compile_options(easel_options INTERFACE -Werror)
    endif()
    if(EASEL_SANITIZE)
        target_compile_options(easel_options INTERFACE -fsanitize=${EASEL_SANITIZE} -fno-omit-frame-pointer
            -fno-sanitize-recover=all)
        target_link_options(easel_options INTERFACE -fsanitize=${EASEL_SANITIZE})
    endif()
endif()

# A faster linker where there is one; the product is the same.
find_program(EASEL_MOLD mold)
if(EASEL_MOLD AND NOT EASEL_SANITIZE AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU"
   AND CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 12.1)
    add_link_options(-fuse-ld=mold)
endif()

# Precompiled headers: two thirds of a compile are Qt's headers. Off for tools that read the sources (preset "lint").
function(easel_precompile target)
    if(EASEL_PCH)
        target_precompile_headers(${target} PRIVATE ${ARGN})
    endif()
endfunction()

set(EASEL_CORE_PCH
    <algorithm> <chrono> <functional> <memory> <optional> <string_view> <variant> <vector>
    <QByteArray> <QCoreApplication> <QDateTime> <QHash> <QJsonArray> <QJsonDocument> <QJsonObject> <QJsonValue> <QList>
    <QMap> <QObject> <QPointer> <QRegularExpression> <QSet> <QString> <QStringList> <QTimer> <QUrl> <QUrlQuery>
    <tl/expected.hpp>)
set(EASEL_APP_PCH
    ${EASEL_CORE_PCH}
    <QAbstractItemModel> <QAbstractButton> <QApplication> <QBoxLayout> <QColor> <QComboBox> <QEvent> <QFont> <QIcon>
    <QKeyEvent> <QLabel> <QLineEdit> <QListView> <QMouseEvent> <QPainter> <QPalette> <QPushButton> <QScrollBar>
    <QStackedWidget> <QStyledItemDelegate> <QTableView> <QToolButton> <QTreeView> <QVariant> <QWidget>)

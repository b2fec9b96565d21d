# SPDX-License-Identifier: Apache-2.0
# Files of this part, and their tests below tests/desktop/.
list(APPEND DESKTOP_SOURCES
)
list(APPEND DESKTOP_TESTS
)

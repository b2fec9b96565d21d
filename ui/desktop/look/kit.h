// SPDX-License-Identifier: Apache-2.0
// All controls of the look: what a window includes.
#pragma once
#include "ui/desktop/look/controls.h"
#include "ui/desktop/look/frames.h"
#include "ui/desktop/look/inputs.h"

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/compress/recipe.hpp"

namespace octet::explore {

/// What an axis may vary: every value of the architecture file by its path (`array.rows`), the numeric choices of the
/// package (`recipe.score_bits`), and `workload`. In this order.
std::vector<std::string> parameter_names();

/// `/array/rows` and `array.rows` are one parameter: the second is its name.
std::string parameter_name(std::string text);

bool is_parameter(const std::string& name);
bool is_recipe_parameter(const std::string& name);

/// Why the parameter cannot hold `text` ("expected an integer from 8 to 16, got '7'"), or nothing. A workload's name is
/// judged where it is read.
std::optional<std::string> parameter_misfit(const std::string& name, const std::string& text);

/// Sets a numeric choice; `text` has no misfit.
void set_recipe(compress::Recipe& recipe, const std::string& name, const std::string& text);

}  // namespace octet::explore

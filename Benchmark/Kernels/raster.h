// The order in which tiles of the product are computed: groups of rows of tiles, column by column, so that a second-level cache holds
// the operands.
#pragma once
#include "keywords.h"

template <u32 GroupRows> DEVICE void raster(u32 id, u32 tile_rows, u32 tile_columns, u32* row, u32* column) {
  u32 in_group = GroupRows * tile_columns, first = id / in_group * GroupRows, left = tile_rows - first;
  u32 rows = left < GroupRows ? left : GroupRows;
  *row = first + id % in_group % rows;
  *column = id % in_group / rows;
}

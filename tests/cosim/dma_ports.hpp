// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hw/cosim/rtl_model.hpp"

namespace octet::test {

/// The ports of octet_dma, by their names in its header.
struct DmaPorts {
  explicit DmaPorts(const rtl::RtlModel& model)
      : grant(model.port("grant_i")),
        commands(model.port("commands_i")),
        steps(model.port("steps_i")),
        fetch_address(model.port("fetch_address_i")),
        unsupported(model.port("unsupported_o")),
        busy(model.port("busy_o")),
        context(model.port("context_o")),
        release(model.port("release_o")),
        finish(model.port("finish_o")),
        fetch_beat(model.port("fetch_beat_o")),
        fetch_last(model.port("fetch_last_o")),
        fetch_offset(model.port("fetch_offset_o")),
        fetch_take(model.port("fetch_take_o")),
        load_space(model.port("load_space_o")),
        load_enable(model.port("load_enable_o")),
        load_address(model.port("load_address_o")),
        load_data(model.port("load_data_o")),
        column_space(model.port("column_space_o")),
        column_strobe(model.port("column_strobe_o")),
        column_address(model.port("column_address_o")),
        column_data(model.port("column_data_o")),
        store_address(model.port("store_address_o")),
        store_data(model.port("store_data_i")),
        memory_request(model.port("memory_request_o")),
        memory_ready(model.port("memory_ready_i")),
        memory_write(model.port("memory_write_o")),
        memory_address(model.port("memory_address_o")),
        memory_bytes(model.port("memory_bytes_o")),
        memory_data_valid(model.port("memory_data_valid_o")),
        memory_data_ready(model.port("memory_data_ready_i")),
        memory_data_last(model.port("memory_data_last_o")),
        memory_data(model.port("memory_data_o")),
        memory_strobe(model.port("memory_strobe_o")),
        memory_beat(model.port("memory_beat_i")),
        memory_beat_last(model.port("memory_beat_last_i")),
        memory_beat_data(model.port("memory_beat_data_i")),
        memory_answer(model.port("memory_answer_i")) {}

  rtl::RtlPort grant, commands, steps, fetch_address, unsupported, busy, context, release, finish, fetch_beat,
      fetch_last, fetch_offset, fetch_take, load_space, load_enable, load_address, load_data, column_space,
      column_strobe, column_address, column_data, store_address, store_data, memory_request, memory_ready, memory_write,
      memory_address, memory_bytes, memory_data_valid, memory_data_ready, memory_data_last, memory_data, memory_strobe,
      memory_beat, memory_beat_last, memory_beat_data, memory_answer;
};

}  // namespace octet::test

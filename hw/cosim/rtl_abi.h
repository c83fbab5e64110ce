// SPDX-License-Identifier: Apache-2.0
// The C ABI of a Verilated model in a shared object. Everything else in the object is hidden, so that models with
// different parameters live in one process. hw/cosim/build_model.py generates the other side.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Version of what follows; functions are only ever added.
#define OCTET_RTL_ABI 3
typedef uint32_t (*OctetRtlAbi)(void);
/// octet_rtl_top: the top module. octet_rtl_sources: SHA-256 of the source texts. octet_rtl_widths: `port=bits ...`.
typedef const char* (*OctetRtlText)(void);

/// A port of the top module. `data` is little-endian, `bytes` long (rounded up as Verilator stores it); bits above the
/// port's width must stay zero in what is written.
typedef struct OctetRtlPort {
  const char* name;
  void* data;
  uint32_t bytes;
  uint32_t is_input;
} OctetRtlPort;

/// `NAME=value` of every parameter the model was built with, sorted, separated by spaces.
typedef const char* (*OctetRtlParameters)(void);
/// A model whose memories and unreset registers start with random bits drawn from `seed`.
typedef void* (*OctetRtlCreate)(uint64_t seed);
typedef void (*OctetRtlDestroy)(void* model);
/// Lets the outputs follow the inputs; registers change when clk_i went from 0 to 1.
typedef void (*OctetRtlEvaluate)(void* model);
/// octet_rtl_ports: writes up to `capacity` ports and returns how many there are. octet_rtl_memories, only in models
/// with buffers of bytes: the same of their contents, by `instance.instance.bytes_q`, a byte an element; nobody writes
/// to them.
typedef uint32_t (*OctetRtlPorts)(void* model, OctetRtlPort* ports, uint32_t capacity);

/// Only in models built with --waves: start an FST file (0: it cannot be written), write what changed until `time`,
/// end it.
typedef uint32_t (*OctetRtlWavesOpen)(void* model, const char* path);
typedef void (*OctetRtlWavesDump)(void* model, uint64_t time);
typedef void (*OctetRtlWavesClose)(void* model);

#ifdef __cplusplus
}
#endif

// SPDX-License-Identifier: Apache-2.0
#include "app/start_pages.h"

#include <link.h>
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>

namespace culver::app {
namespace {

// Code that was changed when it was loaded, as in some old libraries of 32-bit machines.
bool has_relocated_code(const dl_phdr_info& object) {
    for (int index = 0; index < object.dlpi_phnum; ++index) {
        const auto& segment = object.dlpi_phdr[index];
        if (segment.p_type != PT_DYNAMIC) continue;
        // NOLINTNEXTLINE(performance-no-int-to-ptr): the dynamic linker tells addresses as numbers.
        const auto* entry = reinterpret_cast<const ElfW(Dyn)*>(object.dlpi_addr + segment.p_vaddr);
        for (; entry->d_tag != DT_NULL; ++entry) {
            if (entry->d_tag == DT_TEXTREL) return true;
            if (entry->d_tag == DT_FLAGS && (entry->d_un.d_val & DF_TEXTREL) != 0) return true;
        }
    }
    return false;
}

// Segments that are written, or were until they were relocated, stay: they cannot be read again from the
// file.
int drop_clean_segments(dl_phdr_info* object, std::size_t, void*) {
    if (has_relocated_code(*object)) return 0;
    const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    for (int index = 0; index < object->dlpi_phnum; ++index) {
        const auto& segment = object->dlpi_phdr[index];
        if (segment.p_type != PT_LOAD || (segment.p_flags & PF_W) != 0) continue;
        const auto begin = (object->dlpi_addr + segment.p_vaddr) / page * page;
        const auto end = (object->dlpi_addr + segment.p_vaddr + segment.p_memsz) / page * page;
        // A page that holds the end of the segment may hold what follows, too.
        // NOLINTNEXTLINE(performance-no-int-to-ptr): the dynamic linker tells addresses as numbers.
        if (begin < end) (void)::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED);
    }
    return 0;
}

}  // namespace

void give_back_start_pages() {
    (void)::dl_iterate_phdr(drop_clean_segments, nullptr);
    (void)::malloc_trim(0);
}

}  // namespace culver::app

/* ROLECHAIN_REFERENCE_BLOB is the path of the file that tool/make_reference_blob wrote. */
    .section .rodata
    .balign 16
    .globl rolechain_service_reference
    .type rolechain_service_reference, %object
rolechain_service_reference:
    .incbin ROLECHAIN_REFERENCE_BLOB
    .globl rolechain_service_reference_end
    .type rolechain_service_reference_end, %object
rolechain_service_reference_end:
    .size rolechain_service_reference, . - rolechain_service_reference
    .section .note.GNU-stack,"",%progbits

/* ROLECHAIN_SCENARIO_SCHEMA is the path of the schema file. */
    .section .rodata
    .globl rolechain_scenario_schema
    .type rolechain_scenario_schema, %object
rolechain_scenario_schema:
    .incbin ROLECHAIN_SCENARIO_SCHEMA
    .globl rolechain_scenario_schema_end
    .type rolechain_scenario_schema_end, %object
rolechain_scenario_schema_end:
    .size rolechain_scenario_schema, . - rolechain_scenario_schema
    .section .note.GNU-stack,"",%progbits

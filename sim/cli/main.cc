#include "sim/cli/program.h"

int main(int argc, char** argv) { return rolechain::run_program(argc, argv); }

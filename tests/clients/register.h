// Makes a test of every client and case: Clients/CASE.CLIENT, Today/CASE.CLIENT.
#pragma once

namespace rolechain::tests {

void register_client_tests();

}  // namespace rolechain::tests

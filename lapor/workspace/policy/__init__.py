"""Who is told what, in which words: the policy as the national admin reads and changes it, and agencies' signatures."""

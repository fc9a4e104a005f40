package org.modyn.selector;

/** The same selector, with what pipelines have seen in PostgreSQL. */
class DatabaseSelectorServerTest extends SelectorServerTest {
  @Override
  String strategy() {
    return SelectorFixture.ALL_DATA.replace("local", "database");
  }
}

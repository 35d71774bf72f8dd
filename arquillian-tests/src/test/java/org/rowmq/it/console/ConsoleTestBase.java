package org.rowmq.it.console;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.net.URL;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** A test of the console beside an application that sends and receives; subclasses deploy it. */
@ExtendWith(ArquillianExtension.class)
abstract class ConsoleTestBase {
  @ArquillianResource URL application;

  /** The console, with a browser of this test's own. */
  ConsoleSite site;

  @BeforeEach
  void open() {
    site = new ConsoleSite(application);
  }

  @AfterEach
  void close() {
    site.close();
  }

  static Locator button(Page page, String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }
}

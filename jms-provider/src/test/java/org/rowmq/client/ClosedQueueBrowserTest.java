package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThatCode;

import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/** A browser that has been closed, or whose session has, refuses every call but close. */
@Section({"4.1.6", "6.2.15"})
class ClosedQueueBrowserTest {
  @RegisterExtension final Jms jms = new Jms();

  @TestFactory
  List<DynamicTest> everyMethodIsRefused() throws JMSException {
    Session session = jms.session();
    QueueBrowser browser = session.createBrowser(jms.queue());
    browser.close();
    return ClosedObject.of(browser, jms).refuses(IllegalStateException.class, QueueBrowser.class);
  }

  @TestFactory
  List<DynamicTest> everyMethodIsRefusedOnceItsSessionIsClosed() throws JMSException {
    Session session = jms.session();
    QueueBrowser browser = session.createBrowser(jms.queue());
    session.close();
    return ClosedObject.of(browser, jms).refuses(IllegalStateException.class, QueueBrowser.class);
  }

  @Test
  void closingItAgainDoesNothing() throws JMSException {
    Session session = jms.session();
    QueueBrowser browser = session.createBrowser(jms.queue());
    browser.close();
    assertThatCode(browser::close).doesNotThrowAnyException();
  }
}

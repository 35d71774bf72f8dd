package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThatCode;

import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/** A context that has been closed refuses every call but close. */
@Section({"6.1.8", "6.2.15"})
class ClosedJmsContextTest {
  @RegisterExtension final Jms jms = new Jms();

  @TestFactory
  List<DynamicTest> everyMethodIsRefused() throws JMSException {
    JMSContext context = jms.factory().createContext();
    context.close();
    return ClosedObject.of(context, jms)
        .refuses(IllegalStateRuntimeException.class, JMSContext.class);
  }

  @Test
  void closingItAgainDoesNothing() throws JMSException {
    JMSContext context = jms.factory().createContext();
    context.close();
    assertThatCode(context::close).doesNotThrowAnyException();
  }
}

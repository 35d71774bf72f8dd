package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThatCode;

import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.JMSException;
import jakarta.jms.XAJMSContext;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/** An XA context that has been closed refuses every call but close. */
@Section({"6.2.15", "11.3.4"})
class ClosedXaJmsContextTest {
  @RegisterExtension final Jms jms = new Jms();

  @TestFactory
  List<DynamicTest> everyMethodIsRefused() throws JMSException {
    XAJMSContext context = jms.factory().createXAContext();
    context.close();
    return ClosedObject.of(context, jms)
        .refuses(IllegalStateRuntimeException.class, XAJMSContext.class);
  }

  @Test
  void closingItAgainDoesNothing() throws JMSException {
    XAJMSContext context = jms.factory().createXAContext();
    context.close();
    assertThatCode(context::close).doesNotThrowAnyException();
  }
}

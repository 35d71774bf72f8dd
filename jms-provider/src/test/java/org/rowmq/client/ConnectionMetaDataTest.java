package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.ConnectionMetaData;
import jakarta.jms.JMSException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/** What a connection tells of its provider. */
@Section("6.1.6")
class ConnectionMetaDataTest {
  @RegisterExtension final Jms jms = new Jms();

  @Test
  void theMetadataNamesVersionsAndExtensions() throws JMSException {
    ConnectionMetaData metadata = jms.stopped().getMetaData();
    assertThat(metadata.getJMSVersion())
        .isEqualTo(metadata.getJMSMajorVersion() + "." + metadata.getJMSMinorVersion())
        .isEqualTo("3.1");
    assertThat(metadata.getJMSProviderName()).isEqualTo("RowMQ");
    assertThat(metadata.getProviderVersion())
        .startsWith(metadata.getProviderMajorVersion() + "." + metadata.getProviderMinorVersion());
    List<Object> names = new ArrayList<>(Collections.list(metadata.getJMSXPropertyNames()));
    assertThat(names).contains("JMSXDeliveryCount", "JMSXGroupID", "JMSXGroupSeq");
    assertThat(jms.context().getMetaData().getJMSProviderName()).isEqualTo("RowMQ");
  }
}

package org.rowmq.client;

import jakarta.jms.ConnectionMetaData;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/** Versions, and the JMSX properties supported (specification 6.1.6). Immutable. */
final class ClientMetaData implements ConnectionMetaData {
  static final ClientMetaData INSTANCE = new ClientMetaData();

  private static final int JMS_MAJOR = 3;
  private static final int JMS_MINOR = 1;
  private static final List<String> JMSX =
      List.of("JMSXDeliveryCount", "JMSXGroupID", "JMSXGroupSeq", "JMSXUserID");

  private ClientMetaData() {}

  @Override
  public String getJMSVersion() {
    return JMS_MAJOR + "." + JMS_MINOR;
  }

  @Override
  public int getJMSMajorVersion() {
    return JMS_MAJOR;
  }

  @Override
  public int getJMSMinorVersion() {
    return JMS_MINOR;
  }

  @Override
  public String getJMSProviderName() {
    return "RowMQ";
  }

  @Override
  public String getProviderVersion() {
    return ProviderVersion.FULL;
  }

  @Override
  public int getProviderMajorVersion() {
    return ProviderVersion.MAJOR;
  }

  @Override
  public int getProviderMinorVersion() {
    return ProviderVersion.MINOR;
  }

  @Override
  public Enumeration<String> getJMSXPropertyNames() {
    return Collections.enumeration(JMSX);
  }
}

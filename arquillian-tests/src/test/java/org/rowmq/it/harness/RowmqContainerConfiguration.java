package org.rowmq.it.harness;

import org.jboss.arquillian.container.spi.client.container.ContainerConfiguration;

/** Nothing to configure: every run gets the same server. */
public final class RowmqContainerConfiguration implements ContainerConfiguration {

  @Override
  public void validate() {}
}

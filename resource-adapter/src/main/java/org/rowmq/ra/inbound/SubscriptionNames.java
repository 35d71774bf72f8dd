package org.rowmq.ra.inbound;

import org.rowmq.ra.RowmqActivationSpec;

/** Names of durable subscriptions whose activation gives none. */
final class SubscriptionNames {
  private SubscriptionNames() {}

  /**
   * A name that is the same after each deployment and on each server: made of the bean's class and
   * the topic. Neither the activation's name (it contains that of the server instance) nor the
   * application's (it is often that of a file with a version) would be.
   *
   * @param endpointClass the bean's class, or null when the server does not say
   */
  static String standard(
      RowmqActivationSpec spec,
      Class<?> endpointClass,
      String activationName,
      String topic,
      String nodeName) {
    String bean = endpointClass == null ? activationName : endpointClass.getName();
    String name = bean + "@" + topic;
    return spec.isPerInstance() ? name + "@" + nodeName : name;
  }
}

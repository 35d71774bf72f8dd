package org.rowmq.management.jmx;

import javax.management.openmbean.CompositeData;

/** Subscriptions of topics. */
@Described("Subscriptions of topics")
public interface SubscriptionsMBean {

  @Described("All subscriptions, the largest backlog first")
  CompositeData[] getSubscriptions();

  @Described("Makes a durable subscription, which keeps messages from now on")
  CompositeData create(
      @Described("topic") String topic,
      @Described("clientId, or empty if shared") String clientId,
      @Described("name") String name,
      @Described("shared") boolean shared,
      @Described("selector, or empty") String selector);

  @Described("First step of delete: says what would go, and gives the token for it")
  CompositeData confirmDelete(@Described("id") long id);

  @Described("Deletes a subscription that nobody consumes from; answers how many messages went")
  long delete(
      @Described("id") long id,
      @Described("token") String token,
      @Described("typedName, where the first step said so") String typedName);

  @Described("First step of changing a selector: says what would go, and gives the token for it")
  CompositeData confirmSelector(
      @Described("id") long id, @Described("selector, or empty") String selector);

  @Described("Deletes a durable subscription with its messages and makes it anew")
  CompositeData changeSelector(
      @Described("id") long id,
      @Described("selector, or empty") String selector,
      @Described("token") String token,
      @Described("typedName, where the first step said so") String typedName);
}

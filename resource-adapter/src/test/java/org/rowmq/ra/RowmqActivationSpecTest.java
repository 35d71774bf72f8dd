package org.rowmq.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.resource.spi.InvalidPropertyException;
import org.junit.jupiter.api.Test;

class RowmqActivationSpecTest {
  private final RowmqActivationSpec spec = new RowmqActivationSpec();

  @Test
  void aLookupIsEnough() {
    spec.setDestinationLookup("java:app/jms/orders");
    assertThatCode(spec::validate).doesNotThrowAnyException();
    assertThat(spec.jndiName()).isEqualTo("java:app/jms/orders");
  }

  @Test
  void aNameNeedsAType() {
    spec.setDestination("orders");
    assertThatThrownBy(spec::validate)
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessageContaining(
            "Activation for orders: destinationType is not set: use jakarta.jms.Queue or");
    spec.setDestinationType("jakarta.jms.Queue");
    assertThatCode(spec::validate).doesNotThrowAnyException();
    assertThat(spec.jndiName()).isNull();
  }

  @Test
  void aNameMayBeGivenAsJndiNameTheWayOtherProvidersDo() {
    spec.setDestination("java:app/jms/orders");
    spec.setUseJNDI(true);
    assertThat(spec.jndiName()).isEqualTo("java:app/jms/orders");
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnce() {
    spec.setDestinationType("jms.Queue");
    spec.setAcknowledgeMode("CLIENT_ACKNOWLEDGE");
    spec.setSubscriptionDurability("durably");
    spec.setTransactionMode("both");
    spec.setMaxSession(0);
    assertThatThrownBy(spec::validate)
        .hasMessageContaining(
            "destinationType is \"jms.Queue\": use jakarta.jms.Queue or jakarta.jms.Topic")
        .hasMessageContaining(
            "acknowledgeMode is \"CLIENT_ACKNOWLEDGE\": use Auto-acknowledge or"
                + " Dups-ok-acknowledge")
        .hasMessageContaining(
            "subscriptionDurability is \"durably\": did you mean Durable? Use Durable or NonDurable")
        .hasMessageContaining("transactionMode is \"both\": use auto or container or xa or none")
        .hasMessageContaining("maxSession is 0: use a number from 1 to 1000");
  }

  @Test
  void aDurableSubscriptionIsSharedWithoutAClientId() throws Exception {
    spec.setDestination("news");
    spec.setDestinationType("jakarta.jms.Topic");
    spec.setSubscriptionDurability("Durable");
    spec.validate();
    spec.setSubscriptionName("reader");
    spec.validate();
    assertThat(spec.isShared()).isTrue();
    spec.setClientId("c1");
    assertThat(spec.isShared()).isFalse();
    spec.setShareSubscriptions(true);
    assertThat(spec.isShared()).isTrue();
  }

  @Test
  void namesThatBeansOfOtherProvidersCarryAreUnderstood() throws Exception {
    spec.setDestination("orders");
    spec.setDestinationType("javax.jms.Queue");
    spec.setAcknowledgeMode("DUPS_OK_ACKNOWLEDGE");
    spec.setSubscriptionDurability("NonDurable");
    spec.setMaxSessions(3);
    spec.setUserName("scott");
    spec.validate();
    assertThat(spec.sessions()).isEqualTo(3);
    assertThat(spec.getUser()).isEqualTo("scott");
    assertThat(spec.isDupsOk()).isTrue();
    assertThat(spec.isDurable()).isFalse();
    spec.setEndpointPoolMaxSize(4);
    assertThat(spec.sessions()).isEqualTo(4);
  }

  @Test
  void redeliverySettingsOfActiveMqAreTranslated() throws Exception {
    spec.setDestination("orders");
    spec.setDestinationType("jakarta.jms.Queue");
    spec.setMaximumRedeliveries(5);
    spec.setInitialRedeliveryDelay(200L);
    spec.setRedeliveryUseExponentialBackOff(true);
    spec.setRedeliveryBackOffMultiplier(3.0);
    spec.setMaximumRedeliveryDelay(9_000L);
    spec.setEnableBatch(true);
    spec.validate();
    assertThat(spec.attempts()).isEqualTo(6);
    assertThat(spec.firstDelay()).isEqualTo(200);
    assertThat(spec.delayMultiplier()).isEqualTo(3);
    assertThat(spec.longestDelay()).isEqualTo(9_000);
    assertThat(spec.messagesPerTransaction()).isEqualTo(10);
    spec.setMaximumRedeliveries(-1);
    assertThat(spec.attempts()).isEqualTo(-1);
  }

  @Test
  void redeliverySettingsOfOpenMqAreTranslatedAndOwnNamesWin() throws Exception {
    spec.setEndpointExceptionRedeliveryAttempts(6);
    spec.setEndpointExceptionRedeliveryInterval(500L);
    assertThat(spec.attempts()).isEqualTo(7);
    assertThat(spec.firstDelay()).isEqualTo(500);
    assertThat(spec.delayMultiplier()).isEqualTo(1);
    spec.setMaxDeliveryAttempts(3);
    spec.setRedeliveryDelay(1L);
    assertThat(spec.attempts()).isEqualTo(3);
    assertThat(spec.firstDelay()).isEqualTo(1);
    assertThat(spec.delayMultiplier()).isNull();
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    spec.setDestination("orders");
    spec.setDestinationType("jakarta.jms.Queue");
    spec.setBatchSize(0);
    spec.setRateLimit(-1.0);
    spec.setRedeliveryJitter(1.5);
    spec.setMaxDeliveryAttempts(0);
    spec.setSubscriptionScope("Galaxy");
    assertThatThrownBy(spec::validate)
        .hasMessageContaining("batchSize is 0: use a number from 1 to 10000")
        .hasMessageContaining("rateLimit is -1.0: use a number not below 0")
        .hasMessageContaining("redeliveryJitter is 1.5: use a number from 0 to 1")
        .hasMessageContaining("maxDeliveryAttempts is 0: use 1 or more, or -1 for no limit")
        .hasMessageContaining("subscriptionScope is \"Galaxy\": use Cluster or Instance");
  }

  @Test
  void whatHasNoEffectIsRemembered() {
    spec.setDLQMaxResent("5");
    spec.setSetupAttempts("3");
    assertThat(spec.ignoredProperties()).containsExactlyInAnyOrder("DLQMaxResent", "setupAttempts");
  }

  @Test
  void thePasswordIsNotShown() {
    spec.setPassword("tiger");
    assertThat(spec.toString()).doesNotContain("tiger");
  }
}

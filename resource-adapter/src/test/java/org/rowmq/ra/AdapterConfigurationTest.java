package org.rowmq.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.resource.spi.InvalidPropertyException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.rowmq.runtime.RowmqConfig;

class AdapterConfigurationTest {
  private final Map<AdapterSetting, Object> bean = new EnumMap<>(AdapterSetting.class);
  private final Properties system = new Properties();
  private final Map<String, String> environment = new HashMap<>();

  @Test
  void defaultsApplyWhereNothingIsSet() throws Exception {
    AdapterConfiguration configuration = resolve();
    assertThat(configuration.number(AdapterSetting.MAX_DELIVERY_ATTEMPTS)).isEqualTo(10);
    assertThat(configuration.flag(AdapterSetting.AUTO_CREATE_DESTINATIONS)).isTrue();
    assertThat(configuration.has(AdapterSetting.JDBC_URL)).isFalse();
    assertThat(configuration).hasToString("[]");
  }

  @Test
  void aSystemPropertyWinsOverTheEnvironmentAndThatOverTheBean() throws Exception {
    bean.put(AdapterSetting.JDBC_URL, "jdbc:bean");
    bean.put(AdapterSetting.SCHEMA, "bean");
    bean.put(AdapterSetting.TABLE_PREFIX, "bean_");
    environment.put("ROWMQ_JDBC_URL", "jdbc:environment");
    environment.put("ROWMQ_SCHEMA", "environment");
    system.setProperty("rowmq.jdbcUrl", "jdbc:system");
    AdapterConfiguration configuration = resolve();
    assertThat(configuration.text(AdapterSetting.JDBC_URL)).isEqualTo("jdbc:system");
    assertThat(configuration.origin(AdapterSetting.JDBC_URL))
        .isEqualTo("system property rowmq.jdbcUrl");
    assertThat(configuration.text(AdapterSetting.SCHEMA)).isEqualTo("environment");
    assertThat(configuration.text(AdapterSetting.TABLE_PREFIX)).isEqualTo("bean_");
  }

  @Test
  void environmentVariablesMayBeWrittenWithoutInnerUnderscoresAndAliasesCount() throws Exception {
    environment.put("ROWMQ_DATADIRECTORY", "/data");
    environment.put("ROWMQ_USER_NAME", "scott");
    assertThat(resolve().text(AdapterSetting.DATA_DIRECTORY)).isEqualTo("/data");
    assertThat(resolve().text(AdapterSetting.USER)).isEqualTo("scott");
  }

  @Test
  void aPasswordMayBeKeptInAnEnvironmentVariable() throws Exception {
    environment.put("DB_PASSWORD", "ti$ger");
    system.setProperty("rowmq.password", "${ENV=DB_PASSWORD}");
    assertThat(resolve().text(AdapterSetting.PASSWORD)).isEqualTo("ti$ger");
  }

  @Test
  void aPlaceholderWithoutAValueIsNamedWithTheRemedy() {
    system.setProperty("rowmq.password", "${ALIAS=db}");
    system.setProperty("rowmq.user", "${ENV=NOBODY}");
    assertThatThrownBy(this::resolve)
        .hasMessageContaining("${ALIAS=db} has no value: create this password alias")
        .hasMessageContaining("${ENV=NOBODY} has no value: set this environment variable");
  }

  @Test
  void anUnknownSystemPropertyIsRefusedWithTheNearestRightName() {
    system.setProperty("rowmq.jdbcUlr", "jdbc:h2:mem:x");
    assertThatThrownBy(this::resolve)
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessage(
            "system property rowmq.jdbcUlr is not known, did you mean rowmq.jdbcUrl?: correct or"
                + " remove it");
  }

  @Test
  void systemPropertiesOfOtherPartsAreNotOurs() throws Exception {
    system.setProperty("rowmq.console.port", "1");
    assertThat(resolve()).hasToString("[]");
  }

  @Test
  void aMisspelledVariableIsRefusedButKubernetesServiceVariablesAreNot() throws Exception {
    environment.put("ROWMQ_SERVICE_HOST", "10.0.0.1");
    environment.put("ROWMQ_PORT_8080_TCP", "tcp://10.0.0.1:8080");
    assertThat(resolve()).hasToString("[]");
    environment.put("ROWMQ_JDBC_ULR", "jdbc:h2:mem:x");
    assertThatThrownBy(this::resolve)
        .hasMessageContaining("ROWMQ_JDBC_ULR")
        .hasMessageContaining("ROWMQ_JDBC_URL");
  }

  @Test
  void allWrongValuesAreNamedAtOnceWithTheirRange() {
    system.setProperty("rowmq.maxConnections", "many");
    system.setProperty("rowmq.durability", "sometimes");
    bean.put(AdapterSetting.REDELIVERY_JITTER, 7.0);
    assertThatThrownBy(this::resolve)
        .hasMessageContaining(
            "system property rowmq.maxConnections is \"many\": use a number from 2 to 1000")
        .hasMessageContaining("rowmq.durability is \"sometimes\": use power-loss or process-crash")
        .hasMessageContaining(
            "resource adapter property redeliveryJitter is \"7.0\": use a number from 0 to 1");
  }

  @Test
  void contradictionsAreRefused() {
    bean.put(AdapterSetting.DATA_SOURCE_LOOKUP, "java:app/jdbc/x");
    bean.put(AdapterSetting.JDBC_URL, "jdbc:h2:mem:x");
    assertThatThrownBy(this::resolve)
        .hasMessageContaining("dataSourceLookup and jdbcUrl are both set: remove one");
    bean.remove(AdapterSetting.DATA_SOURCE_LOOKUP);
    bean.put(AdapterSetting.TRANSACTION_MODE, "container");
    assertThatThrownBy(this::resolve).hasMessageContaining("set dataSourceLookup");
  }

  @Test
  void secretsAreNeverShown() throws Exception {
    bean.put(AdapterSetting.PASSWORD, "tiger");
    bean.put(AdapterSetting.ADMIN_PASSWORD, "lion");
    bean.put(AdapterSetting.JDBC_URL, "jdbc:postgresql://db/x?user=a&password=puma");
    assertThat(resolve().toString())
        .contains("password=***")
        .doesNotContain("tiger", "lion", "puma");
  }

  @Test
  void everySettingOfTheNodeCanBeSetHereUnderTheSameName() {
    List<String> ours =
        Arrays.stream(AdapterSetting.values()).map(AdapterSetting::property).toList();
    assertThat(ours).containsAll(RowmqConfig.SETTINGS.keySet());
  }

  @Test
  void theDefaultsAreThoseOfTheNode() {
    Map<String, String> defaults = new HashMap<>();
    for (AdapterSetting setting : AdapterSetting.values()) {
      boolean ofTheNode = RowmqConfig.SETTINGS.containsKey(setting.property());
      if (ofTheNode && setting.defaultText() != null && !setting.defaultText().contains("${")) {
        defaults.put(setting.property(), setting.defaultText());
      }
    }
    assertThat(RowmqConfig.of(defaults)).isEqualTo(RowmqConfig.of(Map.of()));
    assertThat(RowmqConfig.of(Map.of()).dataDirectory())
        .hasToString(
            AdapterSetting.DATA_DIRECTORY
                .defaultText()
                .replace("${user.home}", System.getProperty("user.home")));
  }

  private AdapterConfiguration resolve() throws InvalidPropertyException {
    return AdapterConfiguration.resolve(bean, system, environment);
  }
}

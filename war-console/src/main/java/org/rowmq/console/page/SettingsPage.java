package org.rowmq.console.page;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.rowmq.DestinationKind;
import org.rowmq.console.LocalNode;
import org.rowmq.management.EditableSetting;
import org.rowmq.management.ManagementException;
import org.rowmq.management.SettingDifference;
import org.rowmq.management.SettingManagement;
import org.rowmq.management.SettingPatternView;
import org.rowmq.management.SettingScope;
import org.rowmq.management.SettingUndo;
import org.rowmq.management.SettingView;
import org.rowmq.management.SettingsView;

/**
 * Settings: of one destination, of those that match a pattern, or for all, with what this node was
 * started with. A change takes two steps: the first shows what it would do, the second does just
 * that.
 */
@Named("settings")
@RequestScoped
public class SettingsPage {
  /** What one writes for an empty text, because an empty field stands for what is inherited. */
  private static final String NONE = "-";

  /** Begins the names of the fields, which are those of the settings. */
  private static final String FIELD = "set.";

  @Inject private Notice notice;
  @Inject private User user;

  private String type;
  private String name;
  private String pattern;
  private List<SettingPatternView> patterns = List.of();
  private String version;
  private String reviewed;
  private final Map<String, String> values = new HashMap<>();
  private final Map<String, String> errors = new HashMap<>();
  private SettingsView view;
  private List<SettingView> started = List.of();
  private List<SettingDifference> differences;
  private SettingUndo undo;

  /** Those of a destination are for everybody to see, all others for administrators. */
  public void load() {
    Faces.need(user.isAdmin() || isSingle());
    read();
    version = view.version();
    for (EditableSetting each : view.items()) {
      if (each.own() != null) {
        values.put(each.name(), each.own().isEmpty() ? NONE : each.own());
      }
    }
  }

  private void read() {
    view = node().settings(Faces.caller(), scope());
    if (isAll()) {
      patterns = node().patterns(Faces.caller());
      Set<String> above =
          view.items().stream().map(EditableSetting::name).collect(Collectors.toSet());
      started =
          LocalNode.require().settings(Faces.caller()).stream()
              .filter(each -> !above.contains(each.name()))
              .toList();
    }
  }

  /** First step: shows what would change. */
  public void review() {
    takeIn();
    compare();
  }

  private void compare() {
    attempt(
        () -> {
          differences = node().compare(Faces.caller(), scope(), wanted());
          reviewed = fingerprint();
          if (differences.isEmpty()) {
            Faces.error(null, "Nothing of this is a change.");
          }
        });
  }

  /** First step of setting the last change back: the fields get what was before it. */
  public void undo() {
    takeIn();
    attempt(
        () -> {
          undo = node().undo(Faces.caller(), scope());
          values.clear();
          undo.values()
              .forEach((setting, value) -> values.put(setting, value.isEmpty() ? NONE : value));
          version = undo.version();
        });
    if (undo != null) {
      compare();
    }
  }

  /** Second step; what has been typed since the first is shown first. */
  public void save() {
    takeIn();
    if (!fingerprint().equals(reviewed)) {
      compare();
      return;
    }
    attempt(
        () -> {
          node().change(Faces.caller(), scope(), wanted(), version);
          notice.set("Saved. Other nodes take it with their next heartbeat.");
          Faces.redirect(getAddress());
        });
  }

  /** Plain fields, because which there are depends on what is about to be read. */
  private void takeIn() {
    HttpServletRequest request = Faces.request();
    version = request.getParameter("version");
    reviewed = request.getParameter("reviewed");
    request
        .getParameterMap()
        .forEach(
            (field, texts) -> {
              if (field.startsWith(FIELD)) {
                values.put(field.substring(FIELD.length()), texts[0]);
              }
            });
  }

  private void attempt(Runnable step) {
    try {
      step.run();
    } catch (ManagementException e) {
      switch (e.kind()) {
        case INVALID -> {
          if (e.field() == null) {
            Faces.error(null, e.getMessage());
          } else {
            errors.put(e.field(), e.getMessage());
          }
        }
        case CONFLICT -> {
          Faces.error(null, e.getMessage());
          reviewed = null;
          version = null;
        }
        default -> throw e;
      }
    }
    read();
    if (version == null) {
      version = view.version();
    }
  }

  private Map<String, String> wanted() {
    Map<String, String> wanted = new TreeMap<>();
    values.forEach(
        (setting, value) -> {
          if (value != null && !value.isBlank()) {
            wanted.put(setting, value.strip().equals(NONE) ? "" : value.strip());
          }
        });
    return wanted;
  }

  private String fingerprint() {
    return Integer.toHexString(wanted().hashCode());
  }

  private SettingScope scope() {
    if (isAll()) {
      return SettingScope.ALL;
    }
    for (DestinationKind kind : DestinationKind.values()) {
      if (kind.scheme().equals(type)) {
        return isSingle()
            ? new SettingScope(kind, name)
            : SettingScope.matching(kind, pattern.strip());
      }
    }
    throw new ManagementException(
        ManagementException.Kind.NOT_FOUND, "There are queues and topics, nothing else.");
  }

  private static SettingManagement node() {
    return LocalNode.require().runtimeSettings();
  }

  /** Whether it is about one destination. */
  public boolean isSingle() {
    return name != null && !name.isEmpty();
  }

  /** Whether it is about all destinations. */
  public boolean isAll() {
    return !isSingle() && !isMatching();
  }

  /** Whether it is about those that match a pattern. */
  public boolean isMatching() {
    return !isSingle() && pattern != null && !pattern.isBlank();
  }

  /** This page's own address. */
  public String getAddress() {
    if (isSingle()) {
      return "settings.xhtml?type=" + type + "&name=" + Faces.encode(name);
    }
    return isMatching()
        ? "settings.xhtml?type=" + type + "&pattern=" + Faces.encode(pattern)
        : "settings.xhtml";
  }

  /** That of a pattern's settings. */
  public String addressOf(SettingPatternView each) {
    return "settings.xhtml?type="
        + each.kind().scheme()
        + "&pattern="
        + Faces.encode(each.pattern());
  }

  /** What is set for a pattern, in a line. */
  public String valuesOf(SettingPatternView each) {
    return new TreeMap<>(each.values())
        .entrySet().stream()
            .map(set -> set.getKey() + " = " + (set.getValue().isEmpty() ? NONE : set.getValue()))
            .collect(Collectors.joining(", "));
  }

  /** The patterns for which something is set. */
  public List<SettingPatternView> getPatterns() {
    return patterns;
  }

  /** That of the destination. */
  public String getDestinationAddress() {
    return DestinationPage.address(type, name);
  }

  /** What can be changed; null while a form is taken in. */
  public List<EditableSetting> getItems() {
    return view == null ? null : view.items();
  }

  /** The rest of what this node was started with. */
  public List<SettingView> getStarted() {
    return started;
  }

  /** What would change, or null before the first step. */
  public List<SettingDifference> getDifferences() {
    return differences == null || differences.isEmpty() ? null : differences;
  }

  /** Which change is set back, or null. */
  public SettingUndo getUndone() {
    return undo;
  }

  /** How many changes these are. */
  public String getHeading() {
    int count = differences == null ? 0 : differences.size();
    return count + (count == 1 ? " change" : " changes");
  }

  /** What is typed, by setting; empty for what is inherited. */
  public Map<String, String> getValues() {
    return values;
  }

  /** What is wrong with it, by setting. */
  public Map<String, String> getErrors() {
    return errors;
  }

  public String getType() {
    return type;
  }

  public void setType(String type) {
    this.type = type == null ? null : type.toLowerCase(Locale.ROOT);
  }

  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }

  public String getPattern() {
    return pattern;
  }

  public void setPattern(String pattern) {
    this.pattern = pattern;
  }

  public String getVersion() {
    return version;
  }

  public String getReviewed() {
    return reviewed;
  }
}

package io.github.wasmpool.autoconfigure;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.core.ResolvableType;

/**
 * The settings that there are below a prefix: the components of the record they are bound
 * to.
 */
final class SettingNames {

	private final ResolvableType root;

	private final List<String> all = new ArrayList<>();

	/**
	 * Find the settings of a record.
	 * @param type a record, whose components may be records
	 */
	SettingNames(Class<? extends Record> type) {
		this.root = ResolvableType.forClass(type);
		collect(type, "");
	}

	private void collect(Class<?> type, String prefix) {
		for (RecordComponent component : type.getRecordComponents()) {
			String name = prefix + DataObjectPropertyName.toDashedForm(component.getName());
			if (component.getType().isRecord()) {
				collect(component.getType(), name + ".");
			}
			else {
				this.all.add(name);
			}
		}
	}

	/**
	 * Whether there is such a setting.
	 * @param name a name
	 * @param prefix how many elements of it are the prefix
	 * @return whether it is a setting, an element of one, or a group of settings
	 */
	boolean isKnown(ConfigurationPropertyName name, int prefix) {
		return find(name, prefix) != null;
	}

	/**
	 * Whether a variable of the operating system means a setting: an underscore may stand
	 * for a dot, for a dash, or for nothing.
	 * @param name the name a variable has been given
	 * @param prefix how many elements of it are the prefix
	 * @return whether it is a setting
	 */
	boolean isVariable(ConfigurationPropertyName name, int prefix) {
		StringBuilder letters = new StringBuilder();
		for (int i = prefix; i < name.getNumberOfElements(); i++) {
			letters.append(name.getElement(i, Form.UNIFORM));
		}
		return this.all.stream().anyMatch((setting) -> setting.replaceAll("[.-]", "").contentEquals(letters));
	}

	/**
	 * Whether a name is that of a group, which has no value of its own.
	 * @param name a name
	 * @param prefix how many elements of it are the prefix
	 * @return whether settings lie below it
	 */
	boolean isGroup(ConfigurationPropertyName name, int prefix) {
		ResolvableType type = find(name, prefix);
		return type != null && (type.toClass().isRecord() || Map.class.isAssignableFrom(type.toClass()));
	}

	private @Nullable ResolvableType find(ConfigurationPropertyName name, int prefix) {
		ResolvableType type = this.root;
		for (int i = prefix; i < name.getNumberOfElements() && type != null; i++) {
			Class<?> container = type.toClass();
			if (Map.class.isAssignableFrom(container)) {
				return type.asMap().getGeneric(1);
			}
			if (List.class.isAssignableFrom(container)) {
				type = name.isNumericIndex(i) ? type.asCollection().getGeneric(0) : null;
			}
			else {
				type = container.isRecord() ? component(container, name.getElement(i, Form.UNIFORM)) : null;
			}
		}
		return type;
	}

	private static @Nullable ResolvableType component(Class<?> type, String name) {
		for (RecordComponent component : type.getRecordComponents()) {
			if (component.getName().toLowerCase(Locale.ROOT).equals(name)) {
				return ResolvableType.forMethodReturnType(component.getAccessor());
			}
		}
		return null;
	}

	/**
	 * Guess which setting was meant.
	 * @param name what was written, relative to the prefix
	 * @return the setting that is most like it, or empty if none is
	 */
	Optional<String> nearest(String name) {
		String nearest = null;
		int least = 1 + Math.max(2, name.length() / 2);
		for (String candidate : this.all) {
			int distance = distance(name, candidate);
			if (distance < least) {
				least = distance;
				nearest = candidate;
			}
		}
		return Optional.ofNullable(nearest);
	}

	/**
	 * Count the letters to insert, to remove or to replace.
	 */
	private static int distance(String from, String to) {
		int[] row = new int[to.length() + 1];
		for (int j = 0; j <= to.length(); j++) {
			row[j] = j;
		}
		for (int i = 1; i <= from.length(); i++) {
			int diagonal = row[0];
			row[0] = i;
			for (int j = 1; j <= to.length(); j++) {
				int replaced = diagonal + ((from.charAt(i - 1) != to.charAt(j - 1)) ? 1 : 0);
				diagonal = row[j];
				row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
			}
		}
		return row[to.length()];
	}

}

#include "cli/completion.hpp"

#include <fmt/format.h>

namespace dvcpay::cli {
namespace {

/// What the script knows, by the words that lead to a command (" refunds approve").
struct Tables {
    std::string words;   ///< arms of a case: what may come at a level
    std::string levels;  ///< patterns: words that lead one level deeper
    std::string valued;  ///< patterns: options whose next word is theirs
};

void add_pattern(std::string& patterns, const std::string& text) {
    if (!patterns.empty()) patterns += " | ";
    patterns += '"' + text + '"';
}

void walk(const CLI::App& app, const std::string& path, Tables& out) {
    std::string words;
    for (const auto* sub : app.get_subcommands({})) {
        if (sub->get_name().empty()) continue;
        words += sub->get_name() + " ";
        const std::string deeper = path + " " + sub->get_name();
        add_pattern(out.levels, deeper);
        walk(*sub, deeper, out);
    }
    for (const auto* option : app.get_options()) {
        for (const auto& name : option->get_lnames()) {
            words += "--" + name + " ";
            if (option->get_items_expected_max() > 0)
                add_pattern(out.valued, fmt::format("{} --{}", path, name));
        }
    }
    if (!words.empty()) words.pop_back();
    out.words += fmt::format("        \"{}\") words=\"{}\" ;;\n", path, words);
}

constexpr std::string_view script = R"(# bash completion of {0}, as `{0} completion bash` prints it.
_{0}() {{
    local cur="${{COMP_WORDS[COMP_CWORD]}}" path="" word words="" i
    COMPREPLY=()
    for ((i = 1; i < COMP_CWORD; i++)); do
        word="${{COMP_WORDS[i]}}"
        case "$path $word" in
        {1})
            path="$path $word" ;;
        {2})
            ((i++))
            [[ "${{COMP_WORDS[i]}}" == "=" ]] && ((i++)) ;;
        esac
    done
    # The word belongs to an option: bash offers files.
    ((i > COMP_CWORD)) && return 0
    case "$path" in
{3}    esac
    COMPREPLY=($(compgen -W "$words" -- "$cur"))
}}
complete -o default -F _{0} {0}
)";

}  // namespace

std::string bash_completion(const CLI::App& app) {
    Tables tables;
    walk(app, "", tables);
    return fmt::format(script, app.get_name(), tables.levels, tables.valued, tables.words);
}

}  // namespace dvcpay::cli

/** How root becomes another user without staying behind as a parent: the words before a command, by the host's tools. */
import { concat, joinTexts, literalOf, type Text, text } from '../contract/text.ts'
import { word } from '../syntax/posix-shell.ts'

/**
 * In order of preference. Each was tried: no extra process, exact argv, supplementary groups kept, limits and environment
 * kept. `su`, `runuser`, `sudo` and `doas` stay as parents, and the first two put PAM's limits back: never for something
 * that is followed by its number. `setpriv` is util-linux's (the applet of busybox has no --reuid), `chroot` coreutils'.
 */
export const BECOMING = ['setpriv', 'chroot', 's6-setuidgid', 'perl'] as const
export type Becoming = (typeof BECOMING)[number] | 'bsd-chroot'

export interface Person {
  readonly name: Text
  /** Absent: the account's own. */
  readonly group?: Text
  /** Supplementary groups beside those that the account has by itself. */
  readonly groups?: readonly Text[]
}

/**
 * The first tool that this host has; `null`: there is no safe way to become another user here. FreeBSD's chroot(8) has options of its
 * own. What macOS protects of itself may keep its chroot from working, and it always has a perl. s6-setuidgid takes no more groups
 * than the account has.
 */
export function chooseBecoming(
  tools: readonly string[],
  platform = 'linux',
  more: { readonly groups: boolean } = { groups: false },
): Becoming | null {
  const not = [platform === 'darwin' ? 'chroot' : '', more.groups ? 's6-setuidgid' : '']
  const usable = tools.filter((tool) => !not.includes(tool))
  const found = BECOMING.find((tool) => usable.includes(tool)) ?? null
  return found === 'chroot' && platform === 'freebsd' ? 'bsd-chroot' : found
}

/**
 * perlfunc/perlvar: `$)` takes the group and then all supplementary ones; user ids go last, and are looked at afterwards,
 * because assigning to `$<` says nothing when it fails.
 */
const PERL = [
  'my ($u, $g, $x) = splice @ARGV, 0, 3;',
  'my @p = getpwnam $u or die "no account $u\\n";',
  'my $gid = $g eq "" ? $p[3] : getgrnam $g; defined $gid or die "no group $g\\n";',
  'my @more; while (my @e = getgrent) { push @more, $e[2] if grep { $_ eq $u } split " ", $e[3] }',
  'for (split /,/, $x) { my $n = getgrnam $_; defined $n or die "no group $_\\n"; push @more, $n }',
  '$( = $gid; $) = join " ", $gid, $gid, @more; ($<, $>) = ($p[2], $p[2]);',
  '$< == $p[2] && $> == $p[2] && $( + 0 == $gid && $) + 0 == $gid or die "cannot become $u\\n";',
  'exec { $ARGV[0] } @ARGV or die "$ARGV[0]: $!\\n"',
].join(' ')

/** Finds the tool, for the words below: once in every script that becomes somebody. */
export function becomeSetting(tool: Becoming): string {
  return `tool ${tool === 'bsd-chroot' ? 'chroot' : tool} || true\nlr_become=$lr_tool`
}

/** The words that stand before a command which runs as `person`. */
export function becomeWords(tool: Becoming, person: Person): Text {
  const user = word(person.name)
  const group = person.group && literalOf(person.group) !== '' ? word(person.group) : null
  const more = (person.groups ?? []).flatMap((one) => [...text(','), ...word(one)])
  const all = concat(text('"$(id -G '), user, text(` | tr ' ' ,)"`), more)
  switch (tool) {
    case 'setpriv':
      return concat(
        text('"$lr_become" --reuid '),
        user,
        text(' --regid '),
        group ?? concat(text('"$(id -g '), user, text(')"')),
        ...(more.length > 0 ? [text(' --groups '), all, text(' --')] : [text(' --init-groups --')]),
      )
    case 'chroot':
      return concat(
        text('"$lr_become" --userspec='),
        user,
        ...(group ? [text(':'), group] : []),
        ...(more.length > 0 ? [text(' --groups='), all] : []),
        text(' --skip-chdir /'),
      )
    // Groups are set before the user's number; without -G root's own would be kept. It enters /, and the chain the directory.
    case 'bsd-chroot':
      return concat(
        text('"$lr_become" -u '),
        user,
        text(' -g '),
        group ?? concat(text('"$(id -g '), user, text(')"')),
        text(' -G '),
        all,
        text(' /'),
      )
    case 's6-setuidgid':
      return concat(text('"$lr_become" '), user)
    case 'perl':
      return concat(
        text('"$lr_become" -e '),
        word(text(PERL)),
        text(' -- '),
        user,
        text(' '),
        group ?? text("''"),
        text(' '),
        word(joinTexts(person.groups ?? [], ',')),
      )
  }
}

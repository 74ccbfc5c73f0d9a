/** The icon that a constructor names. A fixed set: all of lucide by name would be a thousand chunks. */
import {
  AppWindow, Box, Clock, Cpu, Database, FileText, GitBranch, Globe, HardDrive, KeyRound, Layers, LineChart, type LucideIcon,
  Mail, Network, Router, Rss, Search, Server, Shield, Split, Terminal, Users, Waypoints, Zap,
} from 'lucide-react'

const ICONS: Readonly<Record<string, LucideIcon>> = {
  'app-window': AppWindow, box: Box, clock: Clock, cpu: Cpu, database: Database, 'file-text': FileText,
  'git-branch': GitBranch, globe: Globe, 'hard-drive': HardDrive, 'key-round': KeyRound, layers: Layers,
  'line-chart': LineChart, mail: Mail, network: Network, router: Router, rss: Rss, search: Search, server: Server,
  shield: Shield, split: Split, terminal: Terminal, users: Users, waypoints: Waypoints, zap: Zap,
}

export function ConstructorIcon({ name, className }: { name: string | null; className?: string }) {
  const Icon = ICONS[name ?? 'box'] ?? Box
  return <Icon size={16} strokeWidth={1.75} aria-hidden className={className} />
}
